using System.Diagnostics;
using Sallyport.Core.Accounts;
using Sallyport.Core.AuthenticatorApps;
using Sallyport.Core.RecoveryCodes;
using Sallyport.Core.SignIn;
using Sallyport.Server.Accounts;
using Sallyport.Server.AuthenticatorApps;
using Sallyport.Server.RecoveryCodes;
using Sallyport.Server.SecurityKeys;
using Sallyport.Storage;
using Sallyport.Storage.Tables;

namespace Sallyport.Server.SignIn;

/// <summary>What a second factor was found to be.</summary>
public abstract record FactorAnswer
{
    private FactorAnswer() { }

    /// <param name="Methods">How the session says it was opened.</param>
    /// <param name="KeyId">Which security key it was; empty: none.</param>
    public sealed record Accepted(string Methods, string KeyId) : FactorAnswer;

    /// <summary>The backup code: it took every factor away, and sign-in goes on as for a user without one (RECOV-7).</summary>
    public sealed record FactorsRemoved : FactorAnswer;

    public sealed record AlreadyUsed : FactorAnswer;

    /// <param name="Reason">For the audit trail.</param>
    public sealed record Wrong(string Reason) : FactorAnswer;

    /// <summary>This node cannot check it at the moment; it is no guess.</summary>
    public sealed record NotNow : FactorAnswer;
}

/// <summary>Recognises what was given as a second factor, and spends it.</summary>
public sealed class SecondFactor(MatchAppCode apps, CheckKeyAnswer keys, FindRecoveryCode recovery, UseRecoveryCode use)
{
    /// <summary>The slow part, before the transaction: which recovery code it is, if it looks like one.</summary>
    public async Task<RecoveryCodeAnswer?> Look(string userId, SecondProof given, CancellationToken cancel) =>
        given is SecondProof.Typed typed && RecoveryCode.Parse(typed.Text) is { } code
            ? await recovery.Find(userId, code, cancel)
            : null;

    /// <param name="tx">The transaction that opens the session.</param>
    /// <param name="user">Locked.</param>
    /// <param name="account">The user's.</param>
    /// <param name="given">What was typed, or what a key answered.</param>
    /// <param name="found">What <see cref="Look"/> answered.</param>
    /// <param name="holderId">The half sign-in to which a key's question was given; empty: none.</param>
    public Task<FactorAnswer> Spend(
        Transaction tx,
        User user,
        Account account,
        SecondProof given,
        RecoveryCodeAnswer? found,
        string holderId
    ) =>
        given switch
        {
            SecondProof.ByKey key => SpendKey(tx, user, account, key, holderId),
            SecondProof.Typed typed when TypedCode.Parse(typed.Text) is { } code => SpendAppCode(tx, user, account, code),
            SecondProof.Typed => SpendRecovery(tx, user, account, found),
            _ => throw new UnreachableException("The family is closed."),
        };

    private async Task<FactorAnswer> SpendKey(
        Transaction tx,
        User user,
        Account account,
        SecondProof.ByKey given,
        string holderId
    )
    {
        var challenge = await tx.Challenges.Spend(given.CeremonyId, ChallengePurpose.SecondFactor, holderId);
        var policy = (await tx.Policies.Of(account.Id)).Policy;
        return await keys.Check(tx, user, account, policy, challenge, given.Answer) switch
        {
            KeyAnswer.Accepted { Key: var key, UserVerified: var verified } => new FactorAnswer.Accepted(
                SignInMethods.PasswordAnd(SignInMethods.Key(key.BackupEligible, verified)),
                key.Id
            ),
            KeyAnswer.Refused refused => new FactorAnswer.Wrong(refused.Reason),
            _ => throw new UnreachableException("The family is closed."),
        };
    }

    private async Task<FactorAnswer> SpendAppCode(Transaction tx, User user, Account account, TypedCode code)
    {
        var state = await MfaState.Read(tx, user, account);
        if (state.Demand.RefusesCodes(state.Factors, tx.Now))
            return new FactorAnswer.Wrong("security_key_demanded");
        return await apps.Spend(tx, user.Id, code) switch
        {
            AppCodeAnswer.Accepted => new FactorAnswer.Accepted(SignInMethods.App, ""),
            AppCodeAnswer.AlreadyUsed => new FactorAnswer.AlreadyUsed(),
            AppCodeAnswer.ClockWrong => new FactorAnswer.NotNow(),
            _ => new FactorAnswer.Wrong("wrong_code"),
        };
    }

    private async Task<FactorAnswer> SpendRecovery(Transaction tx, User user, Account account, RecoveryCodeAnswer? found)
    {
        if (found is not RecoveryCodeAnswer.Found { Code: var row })
            return new FactorAnswer.Wrong("wrong_code");
        if (!await use.Use(tx, user, account, row))
            return new FactorAnswer.AlreadyUsed();
        return row.Kind == RecoverySetKind.BackupCode
            ? new FactorAnswer.FactorsRemoved()
            : new FactorAnswer.Accepted(SignInMethods.Recovery, "");
    }
}
