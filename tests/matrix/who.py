"""The people of the matrix by what they are to Les Tilleuls, its CE1, or Jules-Verne."""

# --- Les Tilleuls -------------------------------------------------------------------------------------------------
HEADS = "director deputy"
CE1_TEACHERS = "teacher substitute"
CM2_TEACHERS = "teacher_cm2 teacher_parent"
TEACHERS = f"{CE1_TEACHERS} {CM2_TEACHERS}"
STAFF = "staff delegate staff_other"
AGENTS = "agent agent_other"
CE1_PUPILS = "lea yanis tom"
PUPILS = f"{CE1_PUPILS} noe zoe"
# Both exercise authority on Léa, who assists no service but the canteen; Samira is Noé's mother too.
LEA_FAMILY = "samira paul"
YANIS_FAMILY = "no_exercise in_charge teacher_parent"
TOM_FAMILY = "guardian_tom"
CE1_FAMILIES = f"{LEA_FAMILY} {YANIS_FAMILY}"
# Noé and Zoé are in CM2; the adults of Zoé are all restricted.
CM2_FAMILIES = "samira restricted_1"
FAMILIES = f"{LEA_FAMILY} no_exercise in_charge {TOM_FAMILY} restricted_1"
GUARDIANS = f"{FAMILIES} teacher_parent"
PARTNERS = "partner partner_out"

# --- Jules-Verne --------------------------------------------------------------------------------------------------
VERNE_HEADS = "director_verne"
VERNE_TEACHERS = "teacher_verne"
VERNE_ALL = "director_verne teacher_verne staff_verne lea_verne"

# --- Beyond a school ----------------------------------------------------------------------------------------------
TERRITORY = "inspector inspector_out academy academy_out"
CONSORTIUM = "coordinator coordinator_manager member_rep managing_body commission contractor"
