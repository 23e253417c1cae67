using System.Buffers.Binary;
using System.Buffers.Text;
using Sallyport.Storage.Seal;

namespace Sallyport.Server.Web.Health;

/// <summary>Shows that somebody can read the key file: the time, sealed under its key. It is good for a minute, and for nothing but a look at health.</summary>
public sealed class HealthQuestion(Sealer sealer)
{
    public const string Header = "X-Sallyport-Health";
    private static readonly SealedPlace Place = new("health", "question", "");
    private static readonly TimeSpan Life = TimeSpan.FromMinutes(1);

    // What a sealed time takes as base64url: anything else is not looked at.
    private const int Length = 60;

    /// <summary>What the header says.</summary>
    public string Text()
    {
        Span<byte> time = stackalloc byte[sizeof(long)];
        BinaryPrimitives.WriteInt64BigEndian(time, Now);
        return Base64Url.EncodeToString(sealer.Seal(time, Place));
    }

    public bool IsAskedBy(HttpRequest request)
    {
        if (request.Headers[Header] is not [{ Length: Length } text] || !Base64Url.IsValid(text))
            return false;
        try
        {
            var at = BinaryPrimitives.ReadInt64BigEndian(sealer.Open(Base64Url.DecodeFromChars(text), Place));
            return Math.Abs(Now - at) <= (long)Life.TotalSeconds;
        }
        catch (SealBrokenException)
        {
            return false;
        }
    }

    // Both sides are on one machine: its clock is right enough, whatever the database's says.
    private static long Now => TimeProvider.System.GetUtcNow().ToUnixTimeSeconds();
}
