using Sallyport.Core.Enforcement;
using Sallyport.Server.Enforcement.Decisions;

namespace Sallyport.Server.Enforcement;

/// <summary>What a change of policy would do, shown before it is made (MUST-7).</summary>
/// <param name="Refused">Why it cannot be made; null where it can.</param>
/// <param name="Change">What would change; null where the words themselves are at fault.</param>
/// <param name="Reached">The active users who would be asked to enrol, and until when each could wait; empty where the change tightens nothing.</param>
/// <param name="PasswordsEnded">For how many active users the password would cease to open API and IsProxy (APIKEY-6).</param>
public sealed record PolicyPreview(
    ChangedPolicy? Refused,
    PolicyChange? Change,
    IReadOnlyList<ReachedByChange> Reached,
    int PasswordsEnded
)
{
    public bool AsksFirst => Refused is null && (Change is { Tightens: true } || Reached.Count > 0 || PasswordsEnded > 0);
}
