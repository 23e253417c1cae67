using Microsoft.AspNetCore.Mvc.ApplicationModels;
using Sallyport.Core.Accounts;
using Sallyport.Core.Common;
using Sallyport.Server.Accounts.Applications;
using Sallyport.Server.Accounts.Emails;
using Sallyport.Server.Accounts.HostNames;
using Sallyport.Server.Accounts.Roles;
using Sallyport.Server.Web;

namespace Sallyport.Server.Accounts;

/// <summary>Front desk: accounts, users and their passwords.</summary>
public static class AccountsModule
{
    public static void AddAccounts(this IServiceCollection services)
    {
        services.AddSingleton(_ => HashingGate.OfThisMachine());
        services.AddSingleton(provider => HashingSchemes.OfThisMachine(provider.GetRequiredService<RandomSource>()));
        services.AddSingleton<PasswordHashing>();
        services.AddSingleton<CodeHashing>();
        services.AddSingleton<CheckStoredHashes>();
        services.AddSingleton<CommonPasswords>();
        services.AddSingleton(provider => new PasswordRule(provider.GetRequiredService<CommonPasswords>().Contain));
        services.AddSingleton<ChoosePassword>();
        services.AddSingleton<CreateAccount>();
        services.AddSingleton<MailPasswordLink>();
        services.AddSingleton<RaiseSession>();
        services.AddSingleton<CreateUser>();
        services.AddSingleton<ChangeEmail>();
        services.AddSingleton<ConfirmEmail>();
        services.AddSingleton<CancelEmailChange>();
        services.AddSingleton<SetEmail>();
        services.AddSingleton<UpdateUser>();
        services.AddSingleton<ChangeUserStatus>();
        services.AddSingleton<SetUserPassword>();
        services.AddSingleton<SendPasswordLink>();
        services.AddSingleton<BringBackApiPassword>();
        services.AddSingleton<UpdateOwnDetails>();
        services.AddSingleton<UpdateAccount>();
        services.AddSingleton<ReadHostNames>();
        services.AddSingleton<AddHostName>();
        services.AddSingleton<RemoveHostName>();
        services.AddSingleton<ReadApplications>();
        services.AddSingleton<AddApplication>();
        services.AddSingleton<RemoveApplication>();
        services.AddSingleton<ListUsers>();
        services.AddSingleton<ShowUser>();
        services.AddSingleton<ShowAccount>();
        services.AddSingleton<RoleChoices>();
        services.AddSingleton<ReadRoles>();
        services.AddSingleton<CreateRole>();
        services.AddSingleton<UpdateRole>();
        services.AddSingleton<DeleteRole>();
        services.AddSingleton<PermissionWords>();
        services.AddSingleton<RoleFaultTexts>();
        services.AddSingleton<UserWords>();
        services.AddSingleton<UserFaultTexts>();
    }

    public static void GuardAccounts(this PageConventionCollection pages)
    {
        pages.Guard("/Accounts/UsersPage", Guards.May(Permission.ViewUser));
        pages.Guard("/Accounts/UserPage", Guards.May(Permission.ViewUser));
        pages.Guard("/Accounts/MePage", Guards.Member);
        pages.Guard("/Accounts/Emails/ConfirmEmailPage", Guards.Public);
        pages.Guard("/Accounts/AccountPage", Guards.May(Permission.ViewPolicy));
        pages.Guard("/Accounts/Applications/ApplicationsPage", Guards.May(Permission.ViewPolicy));
        pages.Guard("/Accounts/HostNames/HostNamesPage", Guards.May(Permission.ViewPolicy));
        pages.Guard("/Accounts/NewUserPage", Guards.May(Permission.CreateUser));
        foreach (var page in new[] { "RolesPage", "NewRolePage", "RolePage" })
            pages.Guard("/Accounts/Roles/" + page, Guards.May(Permission.ManageRole));
    }
}
