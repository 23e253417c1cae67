using Sallyport.Core.Accounts;
using Sallyport.Core.Audit;
using Sallyport.Core.Common;
using Sallyport.Core.Notifications;
using Sallyport.Server.Notifications;
using Sallyport.Storage;

namespace Sallyport.Server.Accounts;

/// <summary>What came of changing an account.</summary>
public enum UpdatedAccount
{
    Done,
    NameMissing,
    SupportContactTooLong,

    /// <summary>The label stands in the address that apps read: too long, or with a colon, which ends it there.</summary>
    IssuerLabelMalformed,

    /// <summary>The permission UPDATE_POLICY is missing.</summary>
    NotPermitted,

    /// <summary>What people are told who cannot sign in is changed in person (<see cref="Caller.IsInPerson"/>).</summary>
    SessionNeeded,

    /// <summary>Somebody else changed it since it was looked at.</summary>
    EditedMeanwhile,
}

/// <summary>Changes an account's name, whom its people may ask, and what their apps show above the code.</summary>
public sealed class UpdateAccount(Database database, TellAdministrators others)
{
    public const int LongestName = 120;
    public const int LongestSupportContact = 200;
    public const int LongestIssuerLabel = 60;

    /// <param name="caller">Somebody with UPDATE_POLICY.</param>
    /// <param name="name">What the company is called.</param>
    /// <param name="supportContact">Whom its people may ask.</param>
    /// <param name="issuerLabel">What apps show above the code.</param>
    /// <param name="seen">The account as the caller read it; null: whatever there is.</param>
    /// <param name="cancel">Stops waiting.</param>
    public async Task<UpdatedAccount> Update(
        Caller caller,
        string name,
        string supportContact,
        string issuerLabel,
        Account? seen,
        CancellationToken cancel
    ) =>
        !IsText(name, LongestName) || name.Trim().Length == 0 ? UpdatedAccount.NameMissing
        : !IsText(supportContact, LongestSupportContact) ? UpdatedAccount.SupportContactTooLong
        : !IsText(issuerLabel, LongestIssuerLabel) || issuerLabel.Contains(':', StringComparison.Ordinal)
            ? UpdatedAccount.IssuerLabelMalformed
        : await database.Write(caller, tx => Change(tx, seen, name.Trim(), supportContact.Trim(), issuerLabel.Trim()), cancel);

    private async Task<UpdatedAccount> Change(
        Transaction tx,
        Account? seen,
        string name,
        string supportContact,
        string issuerLabel
    )
    {
        if (!await AsAdministrator.StillMay(tx, Permission.UpdatePolicy))
            return UpdatedAccount.NotPermitted;
        if (!tx.Caller.IsInPerson)
            return UpdatedAccount.SessionNeeded;
        var before = (await tx.Accounts.Find(tx.Caller.AccountId!))!;
        if (seen is not null && seen != before)
            return UpdatedAccount.EditedMeanwhile;
        var after = before with { Name = name, SupportContact = supportContact, IssuerLabel = issuerLabel };
        if (after == before)
            return UpdatedAccount.Done;
        await tx.Accounts.Change(after);
        tx.Audit(
            AuditEvent
                .Of(AuditAction.AccountChanged, after.Id, after.Id, after.Handle)
                .With("name", name)
                .With("supportContact", supportContact)
                .With("issuerLabel", issuerLabel)
        );
        await others.Tell(tx, MailKind.AccountWordsChanged, after.Id, new MailFacts { What = name, Becomes = supportContact });
        return UpdatedAccount.Done;
    }

    private static bool IsText(string text, int longest) => text.Length <= longest && !text.Any(char.IsControl);
}
