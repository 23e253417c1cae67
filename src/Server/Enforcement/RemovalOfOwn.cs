using Sallyport.Core.Accounts;
using Sallyport.Core.Enforcement;
using Sallyport.Server.Accounts;
using Sallyport.Storage;

namespace Sallyport.Server.Enforcement;

/// <summary>What it means that a person takes one of the own factors away (MUST-9), whichever kind it is.</summary>
/// <param name="Demand">What is asked of the person.</param>
/// <param name="Rule">What the account's policy says to it.</param>
/// <param name="Before">What there is now.</param>
/// <param name="After">What is left.</param>
public sealed record RemovalOfOwn(Demand Demand, OwnRemoval Rule, Factors Before, Factors After)
{
    /// <summary>MFA is off without it.</summary>
    public bool IsLast => Before.MfaOn && !After.MfaOn;

    /// <summary>What is left does not do: nothing is, or an app where a security key is required (MUST-12).</summary>
    public bool LeavesTooLittle => Demand.IsRequired && (IsLast || (Demand.IsMetBy(Before) && !Demand.IsMetBy(After)));

    public bool IsBlocked => LeavesTooLittle && Rule == OwnRemoval.Blocked;

    /// <summary>Another one is set up before anything else.</summary>
    public bool EnrolsNow => LeavesTooLittle && Rule == OwnRemoval.EnrolNow;

    public static RemovalOfOwn Of(FactorOwner owner, Factors after) =>
        new(owner.State.Demand, owner.Policy.OwnRemoval, owner.State.Factors, after);

    /// <summary>What goes with it, once the row is gone: codes die with the last factor, and the session learns what it has to do.</summary>
    public async Task Finish(Transaction tx, string userId)
    {
        if (IsLast)
            await tx.Recovery.RemoveAll(userId);
        if (LeavesTooLittle)
            await tx.Sessions.ChangeEnrolment(
                tx.Caller.SessionId!,
                EnrolsNow ? SessionEnrolment.Demanded : SessionEnrolment.Excused
            );
    }
}
