namespace Sallyport.Storage.Seal;

/// <summary>What came of reading a key file.</summary>
public abstract record KeyFileReading
{
    private KeyFileReading() { }

    public sealed record Keys(KeyRing Ring) : KeyFileReading;

    public sealed record Missing(string Path) : KeyFileReading;

    /// <summary>The file is there and not to be used; <paramref name="Why"/> is for the person at the console.</summary>
    public sealed record Refused(string Why) : KeyFileReading;
}
