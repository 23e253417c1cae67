using System.CommandLine;

namespace Sallyport.Server.Cli;

internal static class MigrateVerb
{
    // Opening the storage migrates it, for this verb as for every other; this one does nothing else.
    public static Command Make(Verbs verbs) =>
        verbs.Make(
            "migrate",
            "Bring the database to this version, and make the key file where the database is empty.",
            [],
            (work, _, _) =>
                Task.FromResult<Answer>(
                    new Answer.Done(
                        $"The database is ready. It seals under the key {work.Storage.Sealer.CurrentKeyId} of {work.Storage.KeyFile.Path}.",
                        new
                        {
                            engine = work.Database.Engine.Name,
                            keyId = work.Storage.Sealer.CurrentKeyId,
                            keyFile = work.Storage.KeyFile.Path,
                        }
                    )
                )
        );
}
