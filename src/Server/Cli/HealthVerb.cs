using System.CommandLine;
using Sallyport.Core.Common;
using Sallyport.Server.Web;
using Sallyport.Server.Web.Health;
using Sallyport.Storage.Seal;

namespace Sallyport.Server.Cli;

/// <summary>Asks the server that runs on this machine how it is. It opens no database: the one that hangs is the one that is asked about.</summary>
internal static class HealthVerb
{
    public static Command Make(Verbs verbs) =>
        verbs.MakeAside(
            "health",
            "Ask the running server on this machine how it is, and why. Exit code 0: ready or degraded; 1: unavailable, or it does not answer.",
            Ask
        );

    private static async Task<Answer> Ask(Settings settings, CancellationToken cancel)
    {
        var (proof, why) = Proof(settings);
        foreach (var url in settings.Urls)
            if (await AskServer.At(url, proof, cancel) is { } answer)
                return Told(answer, why);
        return new Answer.Done(
            $"{Unavailable}\nserver: nothing answers at {string.Join(" or ", settings.Urls)}",
            new HealthAnswer(Unavailable, [new HealthAnswer.Check("server", Unavailable, "it does not answer")])
        )
        {
            Code = 1,
        };
    }

    private static string Unavailable => Words.Camel(HealthState.Unavailable);

    // Without the key file there is the word alone, as for any stranger.
    private static (string? Proof, string? Why) Proof(Settings settings)
    {
        var file = new KeyFile(settings.KeyFile);
        return file.Read() switch
        {
            KeyFileReading.Keys keys => (new HealthQuestion(new Sealer(file, keys.Ring, new SystemRandom())).Text(), null),
            KeyFileReading.Refused refused => (null, refused.Why),
            _ => (null, $"There is no key file {file.Path} here."),
        };
    }

    private static Answer.Done Told(HealthAnswer answer, string? why)
    {
        var lines = answer.Checks.Select(check =>
            check.Why.Length == 0 ? $"{check.Name}: {check.State}" : $"{check.Name}: {check.State} ({check.Why})"
        );
        var hint = answer.Checks.Count > 0 ? [] : new[] { why ?? "It tells no more: is this its key file?" };
        return new Answer.Done(string.Join('\n', [answer.State, .. lines, .. hint]), answer)
        {
            Code = answer.State == Unavailable ? 1 : 0,
        };
    }
}
