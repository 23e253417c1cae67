using Sallyport.Core.AuthenticatorApps;
using Sallyport.Core.Common;
using Sallyport.Core.Enforcement;
using Sallyport.Server.Accounts;

namespace Sallyport.Server.AuthenticatorApps;

/// <summary>What the account asks of its people's apps.</summary>
internal static class AppRule
{
    /// <summary>More apps would be more codes that are right at one moment, for a guesser too.</summary>
    public const int MostApps = 5;

    extension(FactorOwner owner)
    {
        public bool MayHaveApp => owner.MayHave(Method.App);

        /// <summary>An app counts only after its first code; on trial it is handed out first (APP-7). Who is required is never on trial.</summary>
        public bool MustVerify => owner.Policy.AppActivation == AppActivation.Verified || owner.State.Demand.IsRequired;

        /// <summary>What the app is told: whose portal it is, and the name by which the person signs in.</summary>
        public SetupKey KeyOf(Secret seed) => new(owner.Account.Issuer, owner.SignInName, seed);
    }
}
