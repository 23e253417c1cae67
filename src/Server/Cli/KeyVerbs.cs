using System.CommandLine;
using Sallyport.Core.Accounts;
using Sallyport.Core.ApiKeys;
using Sallyport.Core.Common;
using Sallyport.Server.ApiKeys;

namespace Sallyport.Server.Cli;

internal static class KeyVerbs
{
    private const string NeverExpires = "never";

    public static Command Make(Verbs verbs) =>
        verbs.Group("key", "API keys of an account's users.", Create(verbs), List(verbs), Delete(verbs));

    private static Command Create(Verbs verbs)
    {
        var description = Verbs.Required("--description", "TEXT", "What it is for.");
        var access = Verbs.Required("--access", "NAMES", "What it opens, with commas: API,ISPROXY.");
        var expires = Verbs.Optional(
            "--expires",
            "DATE",
            $"The last day on which it works (2027-12-31, in UTC), a time (2027-12-31T08:00:00Z), or {NeverExpires}. Left out: as the account's policy offers."
        );
        var addresses = Verbs.Optional("--addresses", "LIST", "From where it may be used: addresses and networks with commas.");
        return verbs.MakeForUser(
            "create",
            "Make a key that acts for a user. It is printed once and kept nowhere. Where passwordOnApi is untilKeyOrMfa, the first one ends the user's password for programs.",
            [description, access, expires, addresses],
            async (work, account, user, parsed, cancel) =>
            {
                var typed = parsed.GetValue(expires);
                var end = typed is null ? await Offered(work, account, cancel) : TypedDate.ReadEnd(typed);
                if (end is null && typed is not (null or NeverExpires))
                    return TypedDate.Refuse("--expires", typed);
                var wanted = new NewApiKey
                {
                    Description = parsed.GetValue(description)!,
                    Accesses = parsed
                        .GetValue(access)!
                        .Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries),
                    Addresses = parsed.GetValue(addresses) ?? "",
                    ExpiresAt = end,
                    AskedBy = "command line",
                };
                return Say(work, account, user, await work.Verb<IssueApiKey>().Issue(work.Caller, user.Id, wanted, cancel));
            }
        );
    }

    private static async Task<DateTimeOffset?> Offered(Workplace work, Account account, CancellationToken cancel) =>
        await work.Database.Read(
            async tx =>
                (await tx.Policies.Of(account.Id)).Policy.KeyExpiryDays is > 0 and var days
                    ? tx.Now.AddDays(days)
                    : (DateTimeOffset?)null,
            cancel
        );

    private static Answer Say(Workplace work, Account account, User user, IssuedApiKey issued) =>
        issued switch
        {
            IssuedApiKey.Done { Key: var key, Text: var text } => new Answer.Done(
                $"{text.RevealText()}\n\nThis is the only time that it is shown. It acts for {user.Login} of {account.Handle}, and expires: {Written(key.ExpiresAt)}. Its id is {key.Id}.",
                new
                {
                    id = key.Id,
                    key = text.RevealText(),
                    hint = key.Hint,
                    expiresAt = key.ExpiresAt is { } end ? TypedDate.Write(end) : null,
                }
            ),
            IssuedApiKey.Refused { Faults: var faults } => new Answer.Refused(
                Words.Snake(faults[0]),
                string.Join('\n', faults.Select(f => $"--{KeyTexts.FieldOf(f)}: {work.Verb<KeyTexts>().Of(f)}"))
            ),
            IssuedApiKey.NotByYou => new Answer.Refused(
                "closed_by_policy",
                $"{user.Login} gets no key: the policy of {account.Handle} says apiKeysBy=nobody, or the user is not active."
            ),
            _ => Verbs.NoUser(account.Handle, user.Login),
        };

    private static Command List(Verbs verbs) =>
        verbs.MakeForAccount(
            "list",
            "List the keys of an account.",
            [],
            async (work, account, _, cancel) =>
            {
                var keys = await work.Verb<ListApiKeys>().OfAccount(account, cancel);
                return new Answer.Done(
                    keys.Count == 0
                        ? $"{account.Handle} has no keys."
                        : string.Join('\n', keys.Select(k => Line(k.Key, k.Owner))),
                    new { keys = keys.Select(k => Json(k.Key, k.Owner)) }
                );
            }
        );

    private static string Line(ApiKey key, User owner) =>
        $"{key.Id}  …{key.Hint}  {owner.Login}  {key.Accesses}  {key.Description}  expires: {Written(key.ExpiresAt)}  last used: {Written(key.LastUsedAt)}{(key.FlaggedAt is null ? "" : $"  flagged: {Written(key.FlaggedAt)}, renew it")}";

    private static object Json(ApiKey key, User owner) =>
        new
        {
            id = key.Id,
            login = owner.Login,
            description = key.Description,
            access = key.AccessNames,
            permissions = key.Permissions.Split(',', StringSplitOptions.RemoveEmptyEntries),
            addresses = key.Addresses,
            hint = key.Hint,
            createdBy = key.CreatedBy,
            createdAt = TypedDate.Write(key.CreatedAt),
            expiresAt = key.ExpiresAt is { } end ? TypedDate.Write(end) : null,
            lastUsedAt = key.LastUsedAt is { } last ? TypedDate.Write(last) : null,
            lastUsedAddress = key.LastUsedAddress,
            lastUsedDoor = key.LastUsedDoor is { } door ? Words.Camel(door) : null,
            flaggedAt = key.FlaggedAt is { } flagged ? TypedDate.Write(flagged) : null,
        };

    private static string Written(DateTimeOffset? at) => at is { } time ? TypedDate.Write(time) : NeverExpires;

    private static Command Delete(Verbs verbs)
    {
        var id = Verbs.Required("--id", "ID", "The key's id, as list shows it.");
        return verbs.MakeForAccount(
            "delete",
            "Delete a key. It opens nothing any more, on every node, within a second.",
            [id],
            async (work, account, parsed, cancel) =>
            {
                var keyId = parsed.GetValue(id)!;
                return
                    await work.Database.Read(tx => tx.ApiKeys.FindIn(account.Id, keyId), cancel) is { } key
                    && await work.Verb<DeleteApiKey>().Delete(work.Caller, key.UserId, key.Id, cancel)
                    ? new Answer.Done($"{key.Description} is deleted.", new { id = key.Id })
                    : new Answer.Refused("no_such_key", $"The account {account.Handle} has no key {keyId}.");
            }
        );
    }
}
