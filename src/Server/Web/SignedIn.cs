using Sallyport.Core.Accounts;
using Sallyport.Core.Common;
using Sallyport.Core.Enforcement;
using Sallyport.Core.SignIn;

namespace Sallyport.Server.Web;

/// <summary>The person behind a request, read anew for each one.</summary>
public sealed record SignedIn
{
    public required Caller Caller { get; init; }
    public required Session Session { get; init; }
    public required User User { get; init; }
    public required Account Account { get; init; }
    public required Policy Policy { get; init; }
    public required Factors Factors { get; init; }
    public required Demand Demand { get; init; }

    /// <summary>When the password for programs ended under <c>untilKeyOrMfa</c>; null: it has not.</summary>
    public DateTimeOffset? PasswordEndedAt { get; init; }

    /// <summary>May do nothing but enrol.</summary>
    public required bool MustEnrol { get; init; }

    /// <summary>Has the key that is demanded and has not shown it in this session: touching it is enough.</summary>
    public bool MustShowKey =>
        MustEnrol && !Session.IsByKey && Session.Enrolment != SessionEnrolment.Weak && Factors.HasPhishingResistant;
    public bool MustChangePassword => User.PasswordChangeDueAt is not null;
}
