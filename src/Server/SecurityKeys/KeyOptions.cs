using System.Buffers.Text;
using System.Text.Json.Nodes;
using Sallyport.Core.Common;
using Sallyport.Core.Enforcement;
using Sallyport.Server.Accounts;
using Sallyport.Storage.Tables;

namespace Sallyport.Server.SecurityKeys;

/// <summary>What the browser is asked, in the JSON that its own functions take (WebAuthn 5.1.8 and 5.1.9).</summary>
public static class KeyOptions
{
    /// <summary>For <c>parseCreationOptionsFromJSON</c>.</summary>
    /// <param name="owner">Whose key it will be.</param>
    /// <param name="challenge">The question.</param>
    /// <param name="handle">By which the key will know its owner.</param>
    /// <param name="keys">Those that the owner has: none of them is taken twice.</param>
    public static string ToRegister(FactorOwner owner, Challenge challenge, byte[] handle, IEnumerable<SecurityKey> keys)
    {
        var policy = owner.Policy;
        return new JsonObject
        {
            ["rp"] = new JsonObject { ["id"] = challenge.RpId, ["name"] = owner.Account.Issuer },
            ["user"] = new JsonObject
            {
                ["id"] = Base64Url.EncodeToString(handle),
                ["name"] = owner.SignInName,
                ["displayName"] = owner.User.FullName,
            },
            ["challenge"] = Base64Url.EncodeToString(challenge.Bytes),
            ["pubKeyCredParams"] = new JsonArray([
                .. KeyDemand.Algorithms.Select(number => new JsonObject { ["type"] = "public-key", ["alg"] = (int)number }),
            ]),
            ["timeout"] = (int)Challenge.Life.TotalMilliseconds,
            ["excludeCredentials"] = Named(keys),
            ["authenticatorSelection"] = new JsonObject
            {
                // A key without a place for its owner's name is still a second factor.
                ["residentKey"] = policy.PasskeySignIn ? "preferred" : "discouraged",
                ["requireResidentKey"] = false,
                ["userVerification"] = Words.Camel(policy.UserVerification),
            },
            ["hints"] = policy.HardwareBound ? new JsonArray("security-key") : [],
            ["attestation"] = policy.AsksForMake ? "direct" : "none",
            // Whether it became a passkey: for the list, not for any decision.
            ["extensions"] = new JsonObject { ["credProps"] = true },
        }.ToJsonString();
    }

    /// <summary>For <c>parseRequestOptionsFromJSON</c>.</summary>
    /// <param name="challenge">The question.</param>
    /// <param name="verification">Whether the key must check who holds it.</param>
    /// <param name="keys">Which keys may answer; empty: whichever passkey the person chooses.</param>
    public static string ToSignIn(Challenge challenge, UserVerification verification, IEnumerable<SecurityKey> keys) =>
        new JsonObject
        {
            ["rpId"] = challenge.RpId,
            ["challenge"] = Base64Url.EncodeToString(challenge.Bytes),
            ["timeout"] = (int)Challenge.Life.TotalMilliseconds,
            ["allowCredentials"] = Named(keys),
            ["userVerification"] = Words.Camel(verification),
        }.ToJsonString();

    private static JsonArray Named(IEnumerable<SecurityKey> keys) =>
        new([
            .. keys.Select(key => new JsonObject
            {
                ["type"] = "public-key",
                ["id"] = Base64Url.EncodeToString(key.CredentialId),
                ["transports"] = new JsonArray([
                    .. key.Transports.Split(',', StringSplitOptions.RemoveEmptyEntries).Select(name => JsonValue.Create(name)),
                ]),
            }),
        ]);
}
