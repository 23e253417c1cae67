namespace Sallyport.Core.Common;

/// <summary>Where unguessable bytes come from; handed in like <see cref="TimeProvider"/> so that tests can script it.</summary>
public abstract class RandomSource
{
    /// <summary>Fills the whole span with random bytes.</summary>
    public abstract void Fill(Span<byte> bytes);

    public byte[] Bytes(int count)
    {
        var bytes = new byte[count];
        Fill(bytes);
        return bytes;
    }

    /// <summary>A new row's id: 20 lower-case Crockford symbols, 100 bits. Unguessable, but no secret.</summary>
    public string Id() => Crockford.Encode(Bytes(13))[..20].ToLowerInvariant();

    /// <summary>A bearer token: 32 random bytes as base64url, 43 characters. Only its digest is kept.</summary>
    public string Token() => System.Buffers.Text.Base64Url.EncodeToString(Bytes(32));
}
