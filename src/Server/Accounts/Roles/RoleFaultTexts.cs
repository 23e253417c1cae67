using Microsoft.AspNetCore.Mvc.ModelBinding;
using Microsoft.Extensions.Localization;
using Sallyport.Core.Accounts;

namespace Sallyport.Server.Accounts.Roles;

/// <summary>Says at each field of a role what is wrong with it.</summary>
public sealed class RoleFaultTexts(IStringLocalizer<Texts> texts)
{
    public void AddTo(ModelStateDictionary state, IReadOnlyList<RoleFault> faults)
    {
        foreach (var fault in faults)
            state.AddModelError(FieldOf(fault), Words(fault));
    }

    public string Words(RoleFault fault) =>
        fault switch
        {
            RoleFault.NameMalformed => texts["Enter a name of at most {0} characters.", CanonicalName.LongestRole],
            RoleFault.NameIsBuiltIn => texts["A built-in role has this name. Choose another one."],
            RoleFault.NameTaken => texts["This account has a role of that name already."],
            RoleFault.DescriptionMalformed => texts["Use at most {0} characters.", RoleRule.LongestDescription],
            RoleFault.PermissionUnknown => texts["Choose from the permissions shown."],
            RoleFault.PermissionNotYours => texts["You cannot grant what you do not have yourself."],
            RoleFault.ViewMissing => texts["Whoever may change something must see it: tick that too."],
        };

    public static string FieldOf(RoleFault fault) =>
        fault switch
        {
            RoleFault.NameMalformed or RoleFault.NameIsBuiltIn or RoleFault.NameTaken => "name",
            RoleFault.DescriptionMalformed => "description",
            RoleFault.PermissionUnknown or RoleFault.PermissionNotYours or RoleFault.ViewMissing => "permissions",
        };
}
