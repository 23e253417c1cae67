using System.Text;
using Sallyport.Core.Common;
using Sallyport.Core.IsProxy;

namespace Sallyport.Server.IsProxy;

/// <summary>The bytes of one connection as lines: in clear first, encrypted when both sides have agreed on it.</summary>
internal sealed class LineStream(Stream clear)
{
    private readonly byte[] buffer = new byte[2048];
    private Stream stream = clear;
    private int start;
    private int end;

    public Stream Stream => stream;

    /// <summary>The next line; null when the client has nothing more to say.</summary>
    public async ValueTask<IsProxyCommand?> Hear(CancellationToken cancel)
    {
        while (true)
        {
            var cut = LineCut.Of(buffer.AsSpan(start, end - start));
            if (cut.Kind == LineCut.Front.Foreign)
                return new IsProxyCommand.Foreign();
            if (cut.Kind == LineCut.Front.Line)
                return Take(cut);
            if (!await Fill(cancel))
                return null;
        }
    }

    public Task Say(string text, CancellationToken cancel) => stream.WriteAsync(Encoding.UTF8.GetBytes(text), cancel).AsTask();

    /// <summary>What arrived before it is forgotten: it may have been slipped in by somebody on the way (RFC 3207, 6).</summary>
    /// <returns>The keys in it: others may have read them.</returns>
    public IReadOnlyList<Secret> Encrypt(Stream encrypted)
    {
        var keys = IsProxyCommand.KeysIn(Encoding.Latin1.GetString(buffer, start, end - start));
        buffer.AsSpan().Clear();
        (start, end) = (0, 0);
        stream = encrypted;
        return keys;
    }

    private IsProxyCommand Take(LineCut cut)
    {
        var line = buffer.AsSpan(start, cut.Length);
        var command = IsProxyCommand.Read(line);
        // It may have been a key or a password.
        line.Clear();
        start += cut.Taken;
        return command;
    }

    // There is always room: an unfinished line is shorter than the buffer.
    private async ValueTask<bool> Fill(CancellationToken cancel)
    {
        if (start > 0)
        {
            buffer.AsSpan(start, end - start).CopyTo(buffer);
            (start, end) = (0, end - start);
        }
        var read = await stream.ReadAsync(buffer.AsMemory(end), cancel);
        end += read;
        return read > 0;
    }
}
