using System.Collections.Concurrent;
using System.Security.Cryptography;
using Sallyport.Core.Common;

namespace Sallyport.Server.Tests.Host;

/// <summary>The machine's randomness, but for the bytes that a test has put in line for a certain length.</summary>
public sealed class ScriptedRandom : RandomSource
{
    private readonly ConcurrentDictionary<int, ConcurrentQueue<byte[]>> script = new();

    /// <summary>The next draw of as many bytes is this one.</summary>
    public ScriptedRandom Next(byte[] bytes)
    {
        script.GetOrAdd(bytes.Length, _ => new ConcurrentQueue<byte[]>()).Enqueue(bytes);
        return this;
    }

    public override void Fill(Span<byte> bytes)
    {
        if (script.TryGetValue(bytes.Length, out var line) && line.TryDequeue(out var scripted))
            scripted.CopyTo(bytes);
        else
            RandomNumberGenerator.Fill(bytes);
    }
}
