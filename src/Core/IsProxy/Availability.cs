namespace Sallyport.Core.IsProxy;

/// <summary>What is said of a domain name.</summary>
public enum Availability
{
    Available,
    Taken,

    /// <summary>No domain name can be written so.</summary>
    Invalid,

    /// <summary>Whoever would know did not answer.</summary>
    Error,
}
