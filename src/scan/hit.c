/*
 * The words for forms of evidence; detection itself is elsewhere.
 */
#include "scan/hit.h"

static const char *const forms[WL_FORMS] = {
    [WL_FORM_NUMBER] = "number",       [WL_FORM_NAME] = "name",     [WL_FORM_HEX] = "hex",
    [WL_FORM_HRESULT] = "hresult",     [WL_FORM_DOTNET] = "dotnet", [WL_FORM_MESSAGE] = "message",
    [WL_FORM_LOCALIZED] = "localized",
};

const char *
wl_form_name(unsigned form)
{
    return form < WL_FORMS ? forms[form] : "";
}
