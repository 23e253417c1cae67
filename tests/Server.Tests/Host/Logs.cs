using System.Text;

namespace Sallyport.Server.Tests.Host;

/// <summary>What all servers of this run have written to the console. It still goes there.</summary>
internal sealed class Logs : TextWriter
{
    private static readonly TextWriter Screen = Console.Out;
    private static readonly Lazy<Logs> Written = new(Begin);
    private readonly StringBuilder text = new();
    private readonly Lock one = new();

    public override Encoding Encoding => Encoding.UTF8;

    /// <summary>How much there is. Called before a server is built, so that its log finds this writer.</summary>
    public static int Length
    {
        get
        {
            lock (Written.Value.one)
                return Written.Value.text.Length;
        }
    }

    public static string Since(int length)
    {
        lock (Written.Value.one)
            return Written.Value.text.ToString(length, Written.Value.text.Length - length);
    }

    public override void Write(char value)
    {
        lock (one)
            text.Append(value);
        Screen.Write(value);
    }

    public override void Write(string? value)
    {
        lock (one)
            text.Append(value);
        Screen.Write(value);
    }

    public override void Write(char[] buffer, int index, int count) => Write(new string(buffer, index, count));

    public override void Flush() => Screen.Flush();

    private static Logs Begin()
    {
        var logs = new Logs();
        Console.SetOut(logs);
        return logs;
    }
}
