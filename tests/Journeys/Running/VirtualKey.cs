using System.Text.Json;
using Microsoft.Playwright;

namespace Sallyport.Journeys.Running;

/// <summary>A security key that Chromium plays: it is plugged in, and touched by itself.</summary>
public sealed class VirtualKey
{
    private readonly ICDPSession session;
    private readonly string id;

    private VirtualKey(ICDPSession session, string id) => (this.session, this.id) = (session, id);

    /// <param name="page">The page whose browser it is plugged into.</param>
    /// <param name="isOld">A U2F key: a touch and no more.</param>
    /// <param name="verifiesUser">It asks for a PIN, a finger or a face, and gets it.</param>
    /// <param name="isPasskey">It has room for its owner's name.</param>
    /// <param name="canBeCopied">It is synchronised with other devices.</param>
    /// <param name="isBuiltIn">It is part of the device, which offers its passkeys by itself.</param>
    public static async Task<VirtualKey> PlugInto(
        IPage page,
        bool isOld = false,
        bool verifiesUser = false,
        bool isPasskey = false,
        bool canBeCopied = false,
        bool isBuiltIn = false
    )
    {
        var tools = await page.Context.NewCDPSessionAsync(page);
        await tools.SendAsync("WebAuthn.enable");
        var options = new Dictionary<string, object>(StringComparer.Ordinal)
        {
            ["protocol"] = isOld ? "u2f" : "ctap2",
            ["transport"] = isBuiltIn ? "internal" : "usb",
            ["hasResidentKey"] = isPasskey,
            ["hasUserVerification"] = verifiesUser,
            ["isUserVerified"] = verifiesUser,
            ["automaticPresenceSimulation"] = true,
            ["defaultBackupEligibility"] = canBeCopied,
        };
        var answer = await tools.SendAsync(
            "WebAuthn.addVirtualAuthenticator",
            new Dictionary<string, object>(StringComparer.Ordinal) { ["options"] = options }
        );
        return new VirtualKey(tools, answer!.Value.GetProperty("authenticatorId").GetString()!);
    }

    /// <summary>From now on its PIN is right, or wrong.</summary>
    public Task Verifies(bool isRight) => Say("WebAuthn.setUserVerified", "isUserVerified", isRight);

    /// <summary>From now on somebody touches it, or nobody does.</summary>
    public Task IsTouched(bool isTouched) => Say("WebAuthn.setAutomaticPresenceSimulation", "enabled", isTouched);

    public Task<JsonElement?> Unplug() => Say("WebAuthn.removeVirtualAuthenticator", null, false);

    private Task<JsonElement?> Say(string command, string? name, bool value)
    {
        var parameters = new Dictionary<string, object>(StringComparer.Ordinal) { ["authenticatorId"] = id };
        if (name is not null)
            parameters[name] = value;
        return session.SendAsync(command, parameters);
    }
}
