"""The week of a class, hour by hour: typed once, it is the ribbon of the little ones."""
