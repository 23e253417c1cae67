using System.Buffers.Text;
using System.Diagnostics;
using System.Runtime.CompilerServices;
using System.Text.Json;
using Sallyport.Core.SecurityKeys;
using Sallyport.Tests;
using Xunit;

namespace Sallyport.Core.Tests.SecurityKeys;

/// <summary>
/// A third judge: <c>@simplewebauthn/server</c>, where <c>./build opinions</c> has fetched it. Where it differs, docs/webauthn.md says who is right by the
/// text.
/// </summary>
public sealed class SimpleWebAuthnOpinion
{
    /// <summary>The folder that has it in its <c>node_modules</c>.</summary>
    private static readonly string? Folder = Environment.GetEnvironmentVariable("SALLYPORT_SIMPLEWEBAUTHN");

    /// <summary>What one of the two accepts and the other refuses.</summary>
    private static readonly HashSet<string> Differences = new(StringComparer.Ordinal)
    {
        // It accepts all of these.
        "64 KiB and more",
        "a nest of 17",
        "an id of 1024 bytes",
        "another id than the answer names",
        "attestation object cut short",
        "bytes behind the attestation object",
        "client data in another encoding",
        "client data with a member twice",
        "data cut short",
        "extensions that are no map",
        "framed",
        "framed by ourselves",
        "framed by somebody",
        "framed, as a text",
        "assertion: a credential is attested",
        "assertion: another credential",
        "assertion: another user",
        "assertion: bytes behind the signature",
        "assertion: eligible for backup all at once",
        "assertion: framed",
    };

    [Fact]
    public async Task It_judges_alike_but_for_the_known_differences()
    {
        Assert.SkipWhen(Folder is null, "SALLYPORT_SIMPLEWEBAUTHN names no folder: ./build opinions makes one.");
        var (lines, ours) = Cases();

        var theirs = await Judge(lines);

        // As texts: a list would be cut short where somebody has to read it.
        Assert.Equal(Text(Differences), Text(ours.Keys.Where(id => ours[id] != theirs[id])));
    }

    private static string Text(IEnumerable<string> names) => string.Join('\n', names.Order(StringComparer.Ordinal));

    private static (List<string> Lines, Dictionary<string, bool> Ours) Cases()
    {
        var lines = new List<string>();
        var ours = new Dictionary<string, bool>(StringComparer.Ordinal);
        foreach (var (name, spoil) in OneFaultInARegistration.All)
        {
            var json = Ceremonies.Key().Register(Ceremonies.RpId, Ceremonies.Challenge, spoil);
            ours[name] = Ceremonies.Failed(Ceremonies.Register(Ceremonies.Ceremony, json, Ceremonies.Rule)) is null;
            lines.Add(Line(name, json, stored: null));
        }
        foreach (var (name, spoil) in OneFaultInAnAssertion.All)
        {
            var key = new SoftAuthenticator(Ceremonies.Origin) { UserHandle = Ceremonies.UserHandle, Counter = 8 };
            var stored = Ceremonies.Stored(key) with { SignCount = 7 };
            var json = key.Assert(Ceremonies.RpId, Ceremonies.Challenge, spoil);
            var id = $"assertion: {name}";
            ours[id] = Ceremonies.Failed(Ceremonies.Assert(Ceremonies.Ceremony, json, stored)) is null;
            lines.Add(Line(id, json, stored));
        }
        return (lines, ours);
    }

    private static string Line(string id, string answer, StoredCredential? stored) =>
        JsonSerializer.Serialize(
            new
            {
                id,
                answer,
                challenge = Base64Url.EncodeToString(Ceremonies.Challenge),
                origin = Ceremonies.Origin,
                rpId = Ceremonies.RpId,
                stored = stored is null
                    ? null
                    : new
                    {
                        id = Base64Url.EncodeToString(stored.CredentialId),
                        publicKey = Base64Url.EncodeToString(stored.PublicKey),
                        counter = stored.SignCount,
                    },
            }
        );

    private static async Task<Dictionary<string, bool>> Judge(List<string> lines)
    {
        var start = new ProcessStartInfo("node", [Script(), Folder!])
        {
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        };
        using var node = Process.Start(start)!;
        var reading = node.StandardOutput.ReadToEndAsync();
        foreach (var line in lines)
            await node.StandardInput.WriteLineAsync(line);
        node.StandardInput.Close();
        return (await reading)
            .Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Select(line => JsonElement.Parse(line))
            .ToDictionary(
                verdict => verdict.GetProperty("id").GetString()!,
                verdict => verdict.GetProperty("accepted").GetBoolean(),
                StringComparer.Ordinal
            );
    }

    private static string Script([CallerFilePath] string here = "") =>
        Path.Combine(Path.GetDirectoryName(here)!, "simplewebauthn.mjs");
}
