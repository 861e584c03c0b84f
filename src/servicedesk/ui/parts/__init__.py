"""Shared widgets. Lengths are px of the drawings; the style words are those of resources/style/console.qss."""

from servicedesk.ui.parts.boxes import SPRING, Flow, H, V, card, clear, frame, hline, plain, scroll, vline
from servicedesk.ui.parts.buttons import ActionCard, FaceButton, IconButton, KeyButton, KeyCap
from servicedesk.ui.parts.chips import Chip, Pill
from servicedesk.ui.parts.choices import Choice, ChoiceGroup, Tabs, YesNo
from servicedesk.ui.parts.classes import show_if, styled
from servicedesk.ui.parts.fields import CardWarning, Field, TextBox, TextLine, put_into
from servicedesk.ui.parts.focus import FocusRing
from servicedesk.ui.parts.icons import Icon, icon_pixmap
from servicedesk.ui.parts.labels import CENTRE, LEFT, RIGHT, ElidedLabel, Label, two_lines
from servicedesk.ui.parts.layers import Drawer, Layer, ModalDialog
from servicedesk.ui.parts.meters import HURRY_S, Avatar, Bar, TimerRing
from servicedesk.ui.parts.notices import SHAPES, Banner, EmptyState, Toast, Toasts
from servicedesk.ui.parts.paged_list import PagedList
from servicedesk.ui.parts.paging import PagedModel, PageSource
from servicedesk.ui.parts.pin import PinDots, PinEntry, PinPad, motion_wanted, want_motion
from servicedesk.ui.parts.progress import ProgressLayer
from servicedesk.ui.parts.rows import Row, RowList
from servicedesk.ui.parts.saying import alert, announce
from servicedesk.ui.parts.ticks import TickBox, TickRow

__all__ = [
    "CENTRE",
    "HURRY_S",
    "LEFT",
    "RIGHT",
    "SHAPES",
    "SPRING",
    "ActionCard",
    "Avatar",
    "Banner",
    "Bar",
    "CardWarning",
    "Chip",
    "Choice",
    "ChoiceGroup",
    "Drawer",
    "ElidedLabel",
    "EmptyState",
    "FaceButton",
    "Field",
    "Flow",
    "FocusRing",
    "H",
    "Icon",
    "IconButton",
    "KeyButton",
    "KeyCap",
    "Label",
    "Layer",
    "ModalDialog",
    "PageSource",
    "PagedList",
    "PagedModel",
    "Pill",
    "PinDots",
    "PinEntry",
    "PinPad",
    "ProgressLayer",
    "Row",
    "RowList",
    "Tabs",
    "TextBox",
    "TextLine",
    "TickBox",
    "TickRow",
    "TimerRing",
    "Toast",
    "Toasts",
    "V",
    "YesNo",
    "alert",
    "announce",
    "card",
    "clear",
    "frame",
    "hline",
    "icon_pixmap",
    "motion_wanted",
    "plain",
    "put_into",
    "scroll",
    "show_if",
    "styled",
    "two_lines",
    "vline",
    "want_motion",
]
