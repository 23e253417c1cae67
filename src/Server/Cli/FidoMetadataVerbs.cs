using System.CommandLine;
using System.Globalization;
using Sallyport.Core.Common;
using Sallyport.Core.SecurityKeys.Metadata;
using Sallyport.Server.SecurityKeys;
using Sallyport.Server.Web;

namespace Sallyport.Server.Cli;

internal static class FidoMetadataVerbs
{
    private static readonly Answer NoRoot = new Answer.Refused(
        "no_root",
        $"{Setting.FidoRootFile.Name} names no file of certificates (PEM): there is no root by which metadata could be believed."
    );

    public static Command Make(Verbs verbs) =>
        verbs.Group("fido-metadata", "What makers and FIDO say of models of security keys.", Show(verbs), Update(verbs));

    private static Command Update(Verbs verbs)
    {
        var file = new Argument<string>("FILE") { Description = "The signed file as it was handed out (blob.jwt)." };
        return verbs.Make(
            "update",
            "Check a file of metadata by the configured root, and use it from now on. An older one than is there is refused.",
            [file],
            async (work, parsed, cancel) =>
            {
                var path = parsed.GetValue(file)!;
                if (!File.Exists(path))
                    return new Answer.Refused("no_such_file", $"There is no file {path}.");
                var token = await File.ReadAllTextAsync(path, cancel);
                return Say(await work.Verb<UpdateFidoMetadata>().Update(work.Caller, token, cancel));
            }
        );
    }

    private static Command Show(Verbs verbs) =>
        verbs.Make(
            "show",
            "Say which metadata is used, when the next is due, and which broken models people have.",
            [],
            async (work, _, cancel) => Say(await work.Verb<ShowFidoMetadata>().Show(cancel))
        );

    private static Answer Say(UpdatedMetadata updated) =>
        updated switch
        {
            UpdatedMetadata.Done done => new Answer.Done(
                $"Number {done.Blob.Number} is used from now on: {done.Blob.Entries.Count} models, signed by {done.Signer}. The next is due on {Day(done.Blob)}.",
                Facts(done.Blob, done.Signer)
            ),
            UpdatedMetadata.Refused refused => new Answer.Refused(Words.Snake(refused.Fault), Why(refused.Fault)),
            _ => NoRoot,
        };

    private static Answer Say(ShownMetadata shown) =>
        shown.Reading switch
        {
            MetadataReading.Read read => new Answer.Done(Text(read, shown), Json(read, shown)),
            MetadataReading.Refused refused => new Answer.Refused(Words.Snake(refused.Fault), Why(refused.Fault)),
            _ => new Answer.Done("There is no metadata.", new { number = (long?)null }),
        };

    private static string Text(MetadataReading.Read read, ShownMetadata shown)
    {
        var due = shown.IsOverdue ? "was due" : "is due";
        string[] lines =
        [
            $"Number {read.Blob.Number}: {read.Blob.Entries.Count} models, signed by {read.Signer}, brought in {TypedDate.Write(shown.ImportedAt!.Value)}.",
            $"The next {due} on {Day(read.Blob)}.",
            .. shown.Compromised.Select(model => $"Broken, and in use: {model.Description} ({model.Aaguid}), {model.Keys} keys."),
        ];
        return string.Join('\n', lines);
    }

    private static object Json(MetadataReading.Read read, ShownMetadata shown) =>
        new
        {
            number = read.Blob.Number,
            models = read.Blob.Entries.Count,
            signer = read.Signer,
            importedAt = TypedDate.Write(shown.ImportedAt!.Value),
            nextUpdate = Day(read.Blob),
            isOverdue = shown.IsOverdue,
            compromised = shown.Compromised,
        };

    private static object Facts(MetadataBlob blob, string signer) =>
        new
        {
            number = blob.Number,
            models = blob.Entries.Count,
            signer,
            nextUpdate = Day(blob),
        };

    private static string Why(MetadataFault fault) =>
        fault switch
        {
            MetadataFault.Malformed => "This is no signed metadata (a token with its chain of certificates).",
            MetadataFault.Chain => $"Its certificates do not end in a root of {Setting.FidoRootFile.Name}, or are not valid now.",
            MetadataFault.Signature => "Its signature is wrong, or of an algorithm other than RS256 and ES256.",
            MetadataFault.Older => "A newer one is there already.",
        };

    private static string Day(MetadataBlob blob) => blob.NextUpdate.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
}
