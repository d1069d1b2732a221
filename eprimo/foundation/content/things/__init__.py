"""The life of the resources of declared kinds: whom they are for, who may do what, what happens to them."""
