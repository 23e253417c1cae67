using System.Runtime.CompilerServices;
using Sallyport.Core.Accounts;
using Sallyport.Core.Common;
using Sallyport.Core.Enforcement;
using Sallyport.Storage;
using Sallyport.Storage.Tables;

namespace Sallyport.Server.Accounts;

/// <summary>What somebody wants to see of the users of the own account.</summary>
public sealed record UsersQuestion
{
    /// <summary>What can be asked about MFA.</summary>
    public static IReadOnlyList<string> MfaWords { get; } = ["on", "off", "securityKey", "app"];

    public string Search { get; init; } = "";

    /// <summary>One of <see cref="UserListTable.Sorts"/>, with a minus before it for the other way round.</summary>
    public string Sort { get; init; } = "login";
    public bool IncludeRemoved { get; init; }

    /// <summary>Only users with MFA <c>on</c>, <c>off</c>, or with a kind of factor: one of <see cref="MfaWords"/>; empty: all.</summary>
    public string Mfa { get; init; } = "";

    /// <summary>Only users of whom it is required, or only the others; null: both.</summary>
    public bool? Required { get; init; }
    public int Skip { get; init; }
    public int Take { get; init; } = 25;
}

/// <summary>A user in the list, with what is demanded at this moment.</summary>
public sealed record ListedUser(UserListRow Row, Demand Demand);

/// <param name="Users">Those of this page.</param>
/// <param name="Total">How many there are on all pages.</param>
/// <param name="Now">When it was read.</param>
public sealed record ListedUsers(IReadOnlyList<ListedUser> Users, int Total, DateTimeOffset Now);

/// <summary>Lists the users of one's own account (ADMIN-1, MUST-11).</summary>
public sealed class ListUsers(Database database)
{
    private const int AtOnce = 500;

    public Task<ListedUsers> List(Caller caller, UsersQuestion question, CancellationToken cancel) =>
        database.Read(
            async tx =>
            {
                var demand = await DemandsIn(tx, caller.AccountId!);
                var asked = Asked(caller.AccountId!, question, demand);
                var total = await tx.UserList.Count(asked);
                // Somebody else may have removed users since the page before was shown.
                var skip = asked.Offset < total ? asked.Offset : 0;
                var rows = await tx.UserList.Page(asked with { Offset = skip });
                return new ListedUsers([.. rows.Select(row => new ListedUser(row, demand(row.Facts)))], (int)total, tx.Now);
            },
            cancel
        );

    /// <summary>
    /// All that match, by the login, for a file: part by part, so that a long list needs no more memory than a short one and holds no transaction open
    /// while somebody downloads slowly.
    /// </summary>
    public async IAsyncEnumerable<ListedUser> All(
        Caller caller,
        UsersQuestion question,
        [EnumeratorCancellation] CancellationToken cancel
    )
    {
        UserListRow? last = null;
        while (true)
        {
            var part = await database.Read(tx => After(tx, caller.AccountId!, question, last), cancel);
            foreach (var user in part)
                yield return user;
            if (part.Count < AtOnce)
                yield break;
            last = part[^1].Row;
        }
    }

    private static async Task<IReadOnlyList<ListedUser>> After(
        Transaction tx,
        string accountId,
        UsersQuestion question,
        UserListRow? last
    )
    {
        var demand = await DemandsIn(tx, accountId);
        var rows = await tx.UserList.After(Asked(accountId, question, demand), last, AtOnce);
        return [.. rows.Select(row => new ListedUser(row, demand(row.Facts)))];
    }

    private static async Task<Func<UserFacts, Demand>> DemandsIn(Transaction tx, string accountId)
    {
        var account = (await tx.Accounts.Find(accountId))!;
        var kept = await tx.Policies.Of(accountId);
        var rule = (await tx.Installation.Get()).Rule;
        var facts = new AccountFacts(account.CreatedAt, kept.Decision);
        return user => Demand.Of(rule, kept.Policy, facts, user, tx.Now);
    }

    // What is demanded depends on the user by one word alone, so that the words of those who match can be asked for.
    private static UserListQuestion Asked(string accountId, UsersQuestion question, Func<UserFacts, Demand> demand) =>
        new(accountId, question.Search.Trim(), question.Sort, question.IncludeRemoved, question.Mfa, question.Take, question.Skip)
        {
            Requirements =
            [
                .. Enum.GetValues<UserRequirement>()
                    .Where(word => question.Required is null || demand(new UserFacts(word)).IsRequired == question.Required),
            ],
        };
}
