using System.CommandLine;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Sallyport.Core.Common;
using Sallyport.Core.SecurityKeys;

namespace Sallyport.Server.Cli;

internal static class WebAuthnVerbs
{
    private static readonly JsonSerializerOptions Form = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static Command Make(Verbs verbs) =>
        verbs.Group("webauthn", "Ceremonies of security keys and passkeys.", Verify(verbs));

    private static Command Verify(Verbs verbs)
    {
        var file = new Argument<string>("FILE")
        {
            Description = "Recorded ceremonies, one JSON object a line; - for standard input.",
        };
        // It asks for no storage: whoever wants to know what would be accepted needs no installation.
        var command = new Command("verify", "Check recorded ceremonies as the server would, and say of each which check failed.")
        {
            file,
        };
        command.SetAction((parsed, cancel) => Run(verbs.Terminal, parsed.GetValue(file)!, cancel));
        return command;
    }

    private static async Task<int> Run(Terminal terminal, string file, CancellationToken cancel)
    {
        if (file == "-")
            return await Run(terminal, terminal.In, cancel);
        try
        {
            using var lines = new StreamReader(file);
            return await Run(terminal, lines, cancel);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            return await new Answer.Refused("no_such_file", $"{file} can't be read: {fault.Message}").Print(
                terminal,
                asJson: false
            );
        }
    }

    private static async Task<int> Run(Terminal terminal, TextReader reader, CancellationToken cancel)
    {
        var lines = new BoundedLines(reader);
        while (await lines.Next(cancel) is { } line)
        {
            await terminal.Out.WriteLineAsync(Answer(line).ToJsonString(Form).AsMemory(), cancel);
            await terminal.Out.FlushAsync(cancel);
        }
        return 0;
    }

    private static JsonObject Answer(string line)
    {
        var json = line.Length <= BoundedLines.Longest ? BrowserJson.Read(line) : null;
        var check =
            json is { } read && RecordedCeremony.Parse(read, TimeProvider.System.GetUtcNow()) is { } ceremony
                ? ceremony.FailedCheck()
                : CeremonyCheck.Input;
        return new JsonObject
        {
            ["id"] =
                json is null ? IdOf(line)
                : json.Value.TryGetProperty("id", out var id) ? JsonNode.Parse(id.GetRawText())
                : null,
            ["result"] = check is null ? "accepted" : "refused",
            ["check"] = check is { } failed ? Words.Snake(failed) : null,
        };
    }

    // Of a line that is no JSON to the end, or says something twice: so far as it goes, since somebody looks for its answer.
    private static JsonValue? IdOf(string line)
    {
        var reader = new Utf8JsonReader(Encoding.UTF8.GetBytes(line));
        try
        {
            while (reader.Read())
                if (reader is { TokenType: JsonTokenType.PropertyName, CurrentDepth: 1 } && reader.ValueTextEquals("id"))
                    return reader.Read() && reader.TokenType == JsonTokenType.String
                        ? JsonValue.Create(reader.GetString())
                        : null;
        }
        catch (Exception fault) when (fault is JsonException or InvalidOperationException) { }
        return null;
    }
}
