using Microsoft.AspNetCore.Mvc.ApplicationModels;
using Sallyport.Core.Accounts;
using Sallyport.Core.Common;

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
        services.AddSingleton<CommonPasswords>();
        services.AddSingleton(provider => new PasswordRule(provider.GetRequiredService<CommonPasswords>().Contain));
        services.AddSingleton<ChoosePassword>();
        services.AddSingleton<CreateAccount>();
        services.AddSingleton<MailPasswordLink>();
        services.AddSingleton<CreateUser>();
        services.AddSingleton<UpdateUser>();
        services.AddSingleton<ChangeUserStatus>();
        services.AddSingleton<SetUserPassword>();
        services.AddSingleton<UpdateOwnDetails>();
        services.AddSingleton<UpdateAccount>();
        services.AddSingleton<AddHostName>();
        services.AddSingleton<UserFaultTexts>();
    }

    public static void GuardAccounts(this PageConventionCollection pages) { }
}
