namespace Sallyport.Storage.Seal;

/// <summary>A sealed value does not open: changed, moved from its place, or sealed under a key that the key file does not hold.</summary>
public sealed class SealBrokenException(string message, string keyId, Exception? cause = null) : Exception(message, cause)
{
    /// <summary>Empty where the value is too damaged to name its key.</summary>
    public string KeyId { get; } = keyId;
}
