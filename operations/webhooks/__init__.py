"""Events told to other systems as they happen: signed, in order for each return, tried again until they are taken."""

from operations.webhooks.delivery import DeliveryState, WebhookDelivery
from operations.webhooks.outbox import listen_for_events
from operations.webhooks.webhook import Webhook

__all__ = ["DeliveryState", "Webhook", "WebhookDelivery", "listen_for_events"]
