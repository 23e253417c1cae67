using Sallyport.Core.Enforcement;
using Sallyport.Storage.Tables;

namespace Sallyport.Server.Enforcement.Decisions;

/// <summary>A user whom a change asks to enrol, with what is demanded once it is made.</summary>
public sealed record ReachedByChange(UserListRow User, Demand Demand)
{
    /// <summary>Everybody of these whom the change asks for what they do not have.</summary>
    public static IReadOnlyList<ReachedByChange> Of(PolicyChange change, IReadOnlyList<UserListRow> users)
    {
        if (!change.Tightens && !change.AsksForMore)
            return [];
        var demand = change.Afterwards;
        return
        [
            .. users
                .Select(user => new ReachedByChange(user, demand(user.Facts)))
                .Where(reached => reached.Demand.IsRequired && !reached.Demand.IsMetBy(reached.User.Factors)),
        ];
    }

    /// <summary>Until when this one may wait; null: it takes effect at once, or at the next sign-in.</summary>
    public DateTimeOffset? WaitsUntil(DateTimeOffset now) => Demand.IsInGrace(now) ? Demand.GraceEndsAt : null;
}
