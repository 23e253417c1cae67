using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc.ApplicationModels;
using Sallyport.Server.SignIn.Attempts;
using Sallyport.Server.SignIn.Sessions;
using Sallyport.Server.Web;

namespace Sallyport.Server.SignIn;

/// <summary>Front desk: signing in and out, sessions, limits, and what the guards mean.</summary>
public static class SignInModule
{
    public static void AddSignIn(this IServiceCollection services)
    {
        services.AddSingleton<AttemptLines>();
        services.AddSingleton<AttemptRefusals>();
        services.AddSingleton<AttemptLimits>();
        services.AddSingleton<SharedChecks>();
        services.AddSingleton<GrantTrust>();
        services.AddSingleton<EndTrust>();
        services.AddSingleton<OpenSession>();
        services.AddSingleton<BeginSecondStep>();
        services.AddSingleton<SecondFactor>();
        services.AddSingleton<CheckSecondFactor>();
        services.AddSingleton<AttemptPassword>();
        services.AddSingleton<CheckPassword>();
        services.AddSingleton<CheckPasswordOnApi>();
        services.AddSingleton<OpenApiSession>();
        services.AddSingleton<AdmitProgram>();
        services.AddSingleton<AskOwnKey>();
        services.AddSingleton<SignInByPasskey>();
        services.AddSingleton<SeenOfLate>();
        services.AddSingleton<LeaveTrace>();
        services.AddSingleton<ReadSession>();
        services.AddSingleton<EndSession>();
        services.AddSingleton<EndUserSessions>();
        services.AddSingleton<ListSessions>();
        services.AddSingleton<ProveAgain>();
        services.AddSingleton<ChangeOwnPassword>();
        services.AddSingleton<AskForPasswordLink>();
        services.AddSingleton<ResetPassword>();
        services.AddSingleton<FreezeAccount>();
        services.AddSingleton<SessionCookies>();
        services.AddSingleton<StepAnswers>();
        services.AddSingleton<FindPending>();
        services.AddSingleton<FindReturn>();
        services.AddSingleton<SignInAfterSetUp>();
        services
            .AddAuthentication(SessionAuthentication.SchemeName)
            .AddScheme<AuthenticationSchemeOptions, SessionAuthentication>(SessionAuthentication.SchemeName, null);
        services.AddAuthorization(GuardMeaning.Define);
        services.AddSingleton<IAuthorizationHandler, GuardMeaning>();
        services.AddSingleton<IAuthorizationMiddlewareResultHandler, GuardAnswer>();
    }

    public static void GuardSignIn(this PageConventionCollection pages)
    {
        pages.Guard("/SignIn/SignInPage", Guards.Public);
        pages.Guard("/SignIn/SecondFactorPage", Guards.Public);
        pages.Guard("/SignIn/RecoveryPage", Guards.Public);
        pages.Guard("/SignIn/SignOutPage", Guards.Public);
        pages.Guard("/SignIn/LostPage", Guards.Member);
        pages.Guard("/SignIn/SessionsPage", Guards.Member);
        pages.Guard("/SignIn/ForgottenPage", Guards.Public);
        pages.Guard("/SignIn/FreezePage", Guards.Public);
        pages.Guard("/SignIn/PasswordPage", Guards.Enrolled);
        pages.ConfigureFilter(new FreshProofFilter());
    }
}
