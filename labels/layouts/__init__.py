"""How each kind of page is arranged: functions from contents and a box to items drawn with a Pen."""
