using Sallyport.Core.Accounts;
using Sallyport.Core.AuthenticatorApps;
using Sallyport.Core.RecoveryCodes;
using Sallyport.Core.SignIn;
using Sallyport.Server.AuthenticatorApps;
using Sallyport.Server.RecoveryCodes;
using Sallyport.Storage;
using Sallyport.Storage.Tables;

namespace Sallyport.Server.SignIn;

/// <summary>What a typed second factor was found to be.</summary>
public abstract record FactorAnswer
{
    private FactorAnswer() { }

    /// <param name="Methods">How the session says it was opened.</param>
    public sealed record Accepted(string Methods) : FactorAnswer;

    /// <summary>The backup code: it took every factor away, and sign-in goes on as for a user without one (RECOV-7).</summary>
    public sealed record FactorsRemoved : FactorAnswer;

    public sealed record AlreadyUsed : FactorAnswer;

    public sealed record Wrong : FactorAnswer;
}

/// <summary>Recognises what was typed into the one box and spends it.</summary>
public sealed class SecondFactor(MatchAppCode apps, FindRecoveryCode recovery, UseRecoveryCode use)
{
    /// <summary>The slow part, before the transaction: which recovery code it is, if it looks like one.</summary>
    public async Task<RecoveryCodeAnswer?> Look(string userId, string typed, CancellationToken cancel) =>
        RecoveryCode.Parse(typed) is { } code ? await recovery.Find(userId, code, cancel) : null;

    /// <param name="tx">The transaction that opens the session.</param>
    /// <param name="user">Locked.</param>
    /// <param name="account">The user's.</param>
    /// <param name="typed">What stood in the box.</param>
    /// <param name="found">What <see cref="Look"/> answered.</param>
    public async Task<FactorAnswer> Spend(Transaction tx, User user, Account account, string typed, RecoveryCodeAnswer? found)
    {
        if (TypedCode.Parse(typed) is { } code)
            return await apps.Spend(tx, user.Id, code) switch
            {
                AppCodeAnswer.Accepted => new FactorAnswer.Accepted(SignInMethods.App),
                AppCodeAnswer.AlreadyUsed => new FactorAnswer.AlreadyUsed(),
                _ => new FactorAnswer.Wrong(),
            };
        if (found is not RecoveryCodeAnswer.Found { Code: var row })
            return new FactorAnswer.Wrong();
        if (!await use.Use(tx, user, account, row))
            return new FactorAnswer.AlreadyUsed();
        return row.Kind == RecoverySetKind.BackupCode
            ? new FactorAnswer.FactorsRemoved()
            : new FactorAnswer.Accepted(SignInMethods.Recovery);
    }
}
