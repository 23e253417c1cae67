using Microsoft.Extensions.Localization;
using Sallyport.Core.Accounts;
using Sallyport.Core.Enforcement;
using Sallyport.Server.Accounts;
using Sallyport.Server.Web;
using Sallyport.Server.Web.Layout;

namespace Sallyport.Server.Enforcement;

/// <summary>Says before a step that ends the password for programs that it does (APIKEY-6). Null where it opens nothing to them already.</summary>
public sealed class PasswordForPrograms(IStringLocalizer<Texts> texts)
{
    /// <summary>Above the pages that set up one's own factor.</summary>
    public Banner? BeforeFactor(SignedIn person) =>
        BeforeFactor(person.User, person.Policy.PasswordOnApi, person.PasswordEndedAt, person.Demand, person.Factors);

    /// <summary>Above those that set one up for somebody else.</summary>
    public Banner? BeforeFactor(FactorOwner owner) =>
        BeforeFactor(
            owner.User,
            owner.Policy.PasswordOnApi,
            owner.State.PasswordEndedAt,
            owner.State.Demand,
            owner.State.Factors
        );

    /// <summary>Above the form that requires MFA of one user.</summary>
    public Banner? BeforeRequiring(User user, MfaState state) =>
        !ApiPassword.IsOpen(user, state.Policy.PasswordOnApi, state.PasswordEndedAt, state.Demand, state.Factors) ? null
        : state.Policy.PasswordOnApi == PasswordOnApi.UntilKeyOrMfa
            ? new Banner(
                Tone.Warn,
                texts["When you require it, the password ends for this user's programs."],
                texts["Programs that still sign in with the password are shut out, and it does not come back by itself."]
            )
        : new Banner(
            Tone.Warn,
            texts["When you require it, the password ends for this user's programs."],
            texts["Programs that still sign in with the password are shut out."]
        );

    private Banner? BeforeFactor(User user, PasswordOnApi mode, DateTimeOffset? endedAt, Demand demand, Factors factors) =>
        !ApiPassword.IsOpen(user, mode, endedAt, demand, factors)
            ? null
            : new Banner(
                Tone.Warn,
                texts["With the second factor the password ends for programs."],
                mode switch
                {
                    PasswordOnApi.WithToken => texts[
                        "Programs that still sign in with the password have to send a code of the token as well, when they open a session."
                    ],
                    PasswordOnApi.UntilKeyOrMfa => texts[
                        "Programs that still sign in with the password are shut out, and removing the second factor does not bring it back. Give them API-keys first."
                    ],
                    _ => texts["Programs that still sign in with the password are shut out. Give them API-keys first."],
                }
            );
}
