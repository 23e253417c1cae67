using System.Buffers.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Sallyport.Tests;
using Xunit;

namespace Sallyport.Server.Tests.Cli;

/// <summary><c>sallyport webauthn verify</c>: a line in, a line out.</summary>
public sealed class VerifyingRecordedCeremonies
{
    private const string RpId = "acme.example";
    private const string Origin = "https://acme.example";
    private static readonly byte[] Challenge = [.. Enumerable.Range(0, 32).Select(n => (byte)n)];

    private readonly SoftAuthenticator key = new(Origin) { UserHandle = [1, 2, 3, 4] };

    [Fact]
    public async Task Each_line_is_answered_in_its_order()
    {
        var wrong = Case("b", key.Register(RpId, Challenge, answer => answer.ClientData["origin"] = "https://acme.example:444"));

        var answers = await Verify(
            Case("a", key.Register(RpId, Challenge)).ToJsonString(),
            wrong.ToJsonString(),
            Case("c", key.Assert(RpId, Challenge)).ToJsonString()
        );

        Assert.Equal(
            [
                """{"id":"a","result":"accepted","check":null}""",
                """{"id":"b","result":"refused","check":"origin"}""",
                """{"id":"c","result":"accepted","check":null}""",
            ],
            answers
        );
    }

    [Fact]
    public async Task A_malformed_line_is_refused_and_the_next_is_read()
    {
        var good = Case("good", key.Register(RpId, Challenge)).ToJsonString();
        string[] malformed =
        [
            "",
            "not json",
            "[]",
            good[..^1],
            good.Replace("{\"id\"", "{\"id\":\"good\",\"id\"", StringComparison.Ordinal),
            Without(good, "rpId"),
            Without(good, "response"),
            With(good, "challenge", "not base64url"),
            With(good, "kind", "something"),
            With(good, "userVerification", "always"),
            With(good, "now", "yesterday"),
            With(good, "algorithms", "-7"),
            With(good, "trustRoots", 5),
            // Half of a pair of surrogates: JSON, and no text.
            good.Replace("[\"https://acme.example\"]", "[\"\\ud800\"]", StringComparison.Ordinal),
            good.Replace("\"good\"", "\"\\udc00\"", StringComparison.Ordinal),
            good.Replace("\"topOrigins\"", "\"\\ud800\"", StringComparison.Ordinal),
            new string('x', 2 * 1024 * 1024),
        ];

        var answers = await Verify([.. malformed.SelectMany(line => new[] { line, good })]);

        Assert.All(
            answers.Where((_, at) => at % 2 == 0),
            answer => Assert.Contains("\"refused\",\"check\":\"input\"", answer, StringComparison.Ordinal)
        );
        Assert.All(
            answers.Where((_, at) => at % 2 == 1),
            answer => Assert.Equal("""{"id":"good","result":"accepted","check":null}""", answer)
        );
        Assert.Equal(2 * malformed.Length, answers.Length);
    }

    [Fact]
    public async Task A_malformed_line_is_answered_by_its_id_where_it_has_one()
    {
        var good = Case("good", key.Register(RpId, Challenge)).ToJsonString();

        var answers = await Verify(
            good[..^1],
            good.Replace("{\"id\"", "{\"id\":\"first\",\"id\"", StringComparison.Ordinal),
            "{\"id"
        );

        Assert.Equal(
            [
                """{"id":"good","result":"refused","check":"input"}""",
                """{"id":"first","result":"refused","check":"input"}""",
                """{"id":null,"result":"refused","check":"input"}""",
            ],
            answers
        );
    }

    [Theory]
    [InlineData("2026-11-22T08:00:00Z", true)]
    [InlineData("2026-11-22t09:00:00.123456789+01:00", true)]
    [InlineData("2016-12-31T23:59:60Z", true)]
    [InlineData("2026-11-22", false)]
    [InlineData("2026-11-22T08:00:00", false)]
    [InlineData("2026-11-22T08:00Z", false)]
    [InlineData("2026-02-30T08:00:00Z", false)]
    [InlineData("0001-01-01T00:00:00+14:00", false)]
    public async Task The_time_is_one_of_RFC_3339(string now, bool isOne)
    {
        var answer = (await Verify(With(Case("a", key.Register(RpId, Challenge)).ToJsonString(), "now", now)))[0];

        Assert.Contains(isOne ? "accepted" : "\"input\"", answer, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Certificates_are_judged_by_the_time_of_the_line()
    {
        using var maker = new SoftMaker();
        var made = new SoftAuthenticator(Origin) { Attestation = new SoftPacked(maker) };
        var line = Case("a", made.Register(RpId, Challenge));
        line["attestation"] = "verified";
        line["trustRoots"] = new JsonArray(Convert.ToBase64String(maker.Root));

        var answers = await Verify(line.ToJsonString(), With(line.ToJsonString(), "now", "2040-01-01T00:00:01.5Z"));

        Assert.Equal(
            ["""{"id":"a","result":"accepted","check":null}""", """{"id":"a","result":"refused","check":"attestation_trust"}"""],
            answers
        );
    }

    [Fact]
    public async Task Without_a_kept_handle_the_answers_is_compared_with_nothing()
    {
        var line = Case("a", key.Assert(RpId, Challenge));
        line["stored"]!.AsObject().Remove("userHandle");

        var answers = await Verify(With(line.ToJsonString(), "userIdentified", true), line.ToJsonString());

        Assert.Equal(
            ["""{"id":"a","result":"accepted","check":null}""", """{"id":"a","result":"refused","check":"user_handle"}"""],
            answers
        );
    }

    [Fact]
    public async Task A_byte_order_mark_and_either_end_of_line_are_none_of_a_line()
    {
        var line = Case("a", key.Register(RpId, Challenge)).ToJsonString();

        var answers = await Verify($"\uFEFF{line}\r", line);

        Assert.All(answers, answer => Assert.Contains("accepted", answer, StringComparison.Ordinal));
        Assert.Equal(2, answers.Length);
    }

    [Fact]
    public async Task What_is_optional_may_be_missing_and_what_is_unknown_is_passed_over()
    {
        var registration = Case("r", key.Register(RpId, Challenge));
        var assertion = Case("a", key.Assert(RpId, Challenge));
        registration["comment"] = "seen in the wild";
        foreach (var name in new[] { "credentialId", "attestation", "now", "topOrigins", "userVerification" })
            registration.Remove(name);
        foreach (var name in new[] { "credentialId", "userIdentified", "topOrigins", "userVerification" })
            assertion.Remove(name);

        var answers = await Verify(registration.ToJsonString(), assertion.ToJsonString());

        Assert.All(answers, answer => Assert.Contains("accepted", answer, StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_file_is_read_as_standard_input_is()
    {
        using var shell = new Shell();
        var file = Path.Combine(shell.Folder, "cases.jsonl");
        await File.WriteAllTextAsync(file, Case("a", key.Register(RpId, Challenge)).ToJsonString() + "\r\n");

        var ran = await shell.Run($"webauthn verify {file}");
        var missing = await shell.Run($"webauthn verify {file}.not");

        Assert.Equal("""{"id":"a","result":"accepted","check":null}""", ran.Out.Trim());
        Assert.Equal(1, missing.Code);
        // No database was made for it.
        Assert.Equal([file], Directory.GetFiles(shell.Folder));
    }

    [Fact]
    public async Task The_vectors_of_the_text_pass_through_this_door()
    {
        Assert.SkipUnless(SoftEd25519.IsHere, "There is no libsodium.");
        var vectors = SharedVectors.Read("w3c-webauthn.json");
        var root = Convert.ToBase64String(Hex(vectors.GetProperty("attestationRoot"), "attestation_ca_cert"));
        var lines = vectors.GetProperty("vectors").EnumerateArray().Select(vector => Published(vector, root)).ToArray();

        var answers = await Verify(lines);

        Assert.Equal(lines.Length - 1, answers.Count(answer => answer.Contains("accepted", StringComparison.Ordinal)));
        Assert.Equal(
            ["""{"id":"Packed Attestation with Ed448 Credential","result":"refused","check":"algorithm"}"""],
            answers.Where(answer => answer.Contains("refused", StringComparison.Ordinal))
        );
    }

    private static string Published(JsonElement vector, string root)
    {
        var made = vector.GetProperty("registration");
        var name = vector.GetProperty("name").GetString()!;
        var isSigned = !name.StartsWith("ES256", StringComparison.Ordinal);
        return new JsonObject
        {
            ["id"] = name,
            ["kind"] = "registration",
            ["rpId"] = "example.org",
            ["origins"] = new JsonArray("https://example.org"),
            ["topOrigins"] = new JsonArray("https://example.com"),
            ["challenge"] = Base64Url.EncodeToString(Hex(made, "challenge")),
            ["algorithms"] = new JsonArray(-8, -7, -35, -36, -257, -53),
            ["attestation"] = isSigned ? "verified" : "none",
            ["trustRoots"] = new JsonArray(root),
            ["now"] = "2026-01-01T00:00:00Z",
            ["credentialId"] = Base64Url.EncodeToString(Hex(made, "credential_id")),
            ["response"] = new JsonObject
            {
                ["clientDataJSON"] = Base64Url.EncodeToString(Hex(made, "clientDataJSON")),
                ["attestationObject"] = Base64Url.EncodeToString(Hex(made, "attestationObject")),
            },
        }.ToJsonString();
    }

    private JsonObject Case(string id, string answer)
    {
        var credential = JsonNode.Parse(answer)!.AsObject();
        var response = credential["response"]!.DeepClone();
        var isRegistration = response["attestationObject"] is not null;
        return new JsonObject
        {
            ["id"] = id,
            ["kind"] = isRegistration ? "registration" : "assertion",
            ["rpId"] = RpId,
            ["origins"] = new JsonArray(Origin),
            ["topOrigins"] = new JsonArray(),
            ["challenge"] = Base64Url.EncodeToString(Challenge),
            ["userVerification"] = "required",
            ["algorithms"] = new JsonArray(-7, -257),
            ["attestation"] = "none",
            ["trustRoots"] = new JsonArray(),
            ["now"] = "2026-11-22T08:00:00Z",
            ["credentialId"] = credential["id"]!.GetValue<string>(),
            ["userIdentified"] = false,
            ["response"] = response,
            ["stored"] = new JsonObject
            {
                ["credentialId"] = Base64Url.EncodeToString(key.CredentialId),
                ["publicKey"] = Base64Url.EncodeToString(key.PublicKey),
                ["signCount"] = 0,
                ["backupEligible"] = false,
                ["userHandle"] = Base64Url.EncodeToString(key.UserHandle!),
            },
        };
    }

    private static string Without(string line, string name)
    {
        var json = JsonNode.Parse(line)!.AsObject();
        json.Remove(name);
        return json.ToJsonString();
    }

    private static string With(string line, string name, JsonNode value)
    {
        var json = JsonNode.Parse(line)!.AsObject();
        json[name] = value;
        return json.ToJsonString();
    }

    private static async Task<string[]> Verify(params string[] lines)
    {
        using var shell = new Shell();
        var ran = await shell.Run("webauthn verify -", string.Join('\n', lines) + "\n");
        Assert.Equal(0, ran.Code);
        return ran.Out.TrimEnd().Split('\n');
    }

    private static byte[] Hex(JsonElement json, string name) =>
        Convert.FromHexString(json.GetProperty(name).GetProperty("hex").GetString()!);
}
