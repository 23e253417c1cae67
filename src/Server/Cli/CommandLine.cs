using Sallyport.Server.Web;

namespace Sallyport.Server.Cli;

/// <summary>The command line. Without a verb it serves.</summary>
public static class CommandLine
{
    public static async Task<int> Run(string[] args)
    {
        try
        {
            _ = args;
            return await Serve.Run(Settings.Read(Environment.GetEnvironmentVariable), CancellationToken.None);
        }
        catch (StartRefusedException refusal)
        {
            await Console.Error.WriteLineAsync(refusal.Message);
            return 1;
        }
    }
}
