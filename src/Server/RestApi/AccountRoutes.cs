using Sallyport.Core.Accounts;
using Sallyport.Core.Common;
using Sallyport.Server.Accounts;

namespace Sallyport.Server.RestApi;

/// <summary>The account.</summary>
public sealed record AccountAnswer(
    string Id,
    string Handle,
    string Name,
    string SupportContact,
    string IssuerLabel,
    DateTimeOffset CreatedAt
)
{
    public static AccountAnswer Of(Account account) =>
        new(account.Id, account.Handle, account.Name, account.SupportContact, account.IssuerLabel, account.CreatedAt);
}

/// <summary>What is to be changed about the account; what is left out stays.</summary>
public sealed record AccountChangeBody(string? Name = null, string? SupportContact = null, string? IssuerLabel = null);

/// <summary>The caller's own account.</summary>
internal sealed class AccountRoutes(ShowAccount show, UpdateAccount update)
{
    public async Task<IResult> Show(RestCall call)
    {
        var account = await show.Show(call.Caller, call.Cancel);
        Preconditions.Tag(call, TagOf(account));
        return Results.Json(AccountAnswer.Of(account), RestJson.Options);
    }

    public async Task<IResult> Change(RestCall call, Body<AccountChangeBody> body)
    {
        if (Preconditions.Seen(call, out string tag) is { } fault)
            return fault;
        var seen = await show.Show(call.Caller, call.Cancel);
        if (tag != TagOf(seen))
            return Problems.Say(ProblemCode.EditedMeanwhile);
        var answer = await update.Update(
            call.Caller,
            body.Value.Name ?? seen.Name,
            body.Value.SupportContact ?? seen.SupportContact,
            body.Value.IssuerLabel ?? seen.IssuerLabel,
            seen,
            call.Cancel
        );
        return answer switch
        {
            UpdatedAccount.Done => await Show(call),
            UpdatedAccount.EditedMeanwhile => Problems.Say(ProblemCode.EditedMeanwhile),
            UpdatedAccount.SessionNeeded => Problems.Say(ProblemCode.SessionNeeded),
            UpdatedAccount.NotPermitted => Problems.Say(ProblemCode.LackingPermission),
            UpdatedAccount.NameMissing => Refused("name", answer, $"1 to {UpdateAccount.LongestName} characters."),
            UpdatedAccount.SupportContactTooLong => Refused(
                "supportContact",
                answer,
                $"At most {UpdateAccount.LongestSupportContact} characters."
            ),
            UpdatedAccount.IssuerLabelMalformed => Refused(
                "issuerLabel",
                answer,
                $"At most {UpdateAccount.LongestIssuerLabel} characters and no colon."
            ),
        };
    }

    private static IResult Refused(string member, UpdatedAccount answer, string detail) =>
        Problems.Fields([Problems.Refused(member, answer, detail)]);

    // It counts no edits: what can be edited is its own version.
    private static string TagOf(Account account) =>
        TokenDigest.Of($"{account.Name}\n{account.SupportContact}\n{account.IssuerLabel}")[..20];
}
