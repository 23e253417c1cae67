using Sallyport.Core.Audit;
using Sallyport.Core.Common;
using Sallyport.Storage;

namespace Sallyport.Server.Accounts;

/// <summary>What a person may change about the own entry; null: it stays. Login, address and role are an administrator's.</summary>
public sealed record OwnDetails(string? GivenName, string? FamilyName, string? Mobile, string? Language, string? TimeZone);

/// <summary>Changes one's own names, number, language and time zone.</summary>
public sealed class UpdateOwnDetails(Database database)
{
    /// <summary>What must be mended; empty: it is changed.</summary>
    public async Task<IReadOnlyList<UserFault>> Update(Caller caller, OwnDetails typed, CancellationToken cancel)
    {
        var asked = typed with
        {
            GivenName = typed.GivenName?.Trim(),
            FamilyName = typed.FamilyName?.Trim(),
            Mobile = typed.Mobile is { } mobile ? UserFields.TidyMobile(mobile) : null,
        };
        var faults = UserFields.FaultsOfPerson(
            asked.GivenName ?? "",
            asked.FamilyName ?? "",
            asked.Mobile ?? "",
            asked.Language ?? "",
            asked.TimeZone ?? ""
        );
        if (faults.Count == 0)
            await database.Write(caller, tx => Change(tx, asked), cancel);
        return faults;
    }

    private static async Task Change(Transaction tx, OwnDetails asked)
    {
        var before = (await tx.Users.Lock(tx.Caller.UserId!))!;
        if (!await AsAdministrator.StillCounts(tx))
            return;
        var after = before with
        {
            GivenName = asked.GivenName ?? before.GivenName,
            FamilyName = asked.FamilyName ?? before.FamilyName,
            Mobile = asked.Mobile ?? before.Mobile,
            Language = asked.Language ?? before.Language,
            TimeZone = asked.TimeZone ?? before.TimeZone,
            ModifiedAt = tx.Now,
        };
        var fields = string.Join(',', ChangedFields.Between(before, after));
        if (fields.Length == 0)
            return;
        await tx.Users.ChangeDetails(after);
        tx.Audit(AuditEvent.Of(AuditAction.UserChanged, after.AccountId, after.Id, after.Login).With("fields", fields));
    }
}
