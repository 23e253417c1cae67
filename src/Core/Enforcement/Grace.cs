namespace Sallyport.Core.Enforcement;

/// <summary>
/// Until when one user may wait by each decision (MUST-8): as many days as were promised when it was made, fewer when <c>graceDays</c> was lowered since, more where an
/// administrator gave this user more. Users made later enrol at once, and so does whoever had a factor since.
/// </summary>
internal readonly struct Grace(Policy policy, AccountFacts account, UserFacts user)
{
    /// <summary>The installation's date is announced in advance and gives no time beyond it. One that nobody noted the decision of waits as it did before.</summary>
    public DateTimeOffset? OfInstallation(DateTimeOffset from, DateTimeOffset? since) =>
        since is null ? Kept(user.GraceEndsAt, from) : null;

    public DateTimeOffset? OfAccount()
    {
        var (decision, since) = (account.Decision, account.RequiredSince);
        if (!decision.TellsGrace(since))
            return Kept(user.GraceEndsAt, since);
        var promised =
            decision.GraceDays is not { } days ? user.GraceEndsAt
            : user.CreatedAt <= since ? since.AddDays(days)
            : null;
        return Kept(Limited(promised, since), since);
    }

    public DateTimeOffset? OfUser()
    {
        var since = user.RequiredSince ?? account.CreatedAt;
        return user.RequiredGraceDays is { } days
            ? Kept(Limited(since.AddDays(days), since), since)
            : Kept(user.GraceEndsAt, since);
    }

    // What was promised is shortened by a lower number, never lengthened by a higher one.
    private DateTimeOffset? Limited(DateTimeOffset? promised, DateTimeOffset since)
    {
        if (promised is not { } end || end <= since)
            return null;
        var limit = since.AddDays(policy.GraceDays);
        var shorter = end < limit ? end : limit;
        return IsExtended(since) && user.GraceExtendedTo > shorter ? user.GraceExtendedTo : shorter;
    }

    private bool IsExtended(DateTimeOffset since) =>
        user.GraceExtendedAt >= since
        && !(user.GraceExtendedAt < account.Decision.GraceDecidedAt && account.Decision.GraceDecidedAt >= since);

    private DateTimeOffset? Kept(DateTimeOffset? end, DateTimeOffset since) =>
        end > since && !user.HadFactorSince(since, policy.RequiredStrength) ? end : null;
}
