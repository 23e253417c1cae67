using Sallyport.Core.Enforcement;

namespace Sallyport.Core.SecurityKeys;

/// <summary>Whether a policy leaves its users a way to set up what it asks for.</summary>
public static class WaysToEnrol
{
    /// <summary>
    /// No method that is offered would be enough, or none of those that would be can be set up. Asked whatever the account's requirement is: the installation, or an
    /// administrator for one user, may demand it at any time.
    /// </summary>
    /// <param name="policy">What is asked.</param>
    /// <param name="anchors">By what security keys can prove their make.</param>
    public static bool AreNone(Policy policy, TrustAnchors anchors) =>
        !(policy.Methods.Contains(Method.App) && policy.RequiredStrength == RequiredStrength.Any)
        && !(policy.Methods.Contains(Method.SecurityKey) && TakesSomeKey(policy, anchors));

    private static bool TakesSomeKey(Policy policy, TrustAnchors anchors)
    {
        var mustProve = policy.Attestation == Attestation.Verified;
        if (mustProve && anchors.IsEmpty)
            return false;
        return ModelList.Parse(policy.Models) is not { Allows: true, Ids: var ids }
            || ids.Any(id => IsTaken(anchors.Find(id, certificateKeyId: null), mustProve && id != Guid.Empty));
    }

    // Keys of U2F have no model number; metadata knows each by its certificate, which is seen when one is registered.
    private static bool IsTaken(KeyModel? model, bool mustBeKnown) =>
        model is null ? !mustBeKnown : !model.IsCompromised && (!mustBeKnown || model.Roots.Count > 0);
}
