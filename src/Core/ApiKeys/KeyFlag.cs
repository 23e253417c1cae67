namespace Sallyport.Core.ApiKeys;

/// <summary>How a key came that must not travel so (APIKEY-10). As snake_case words they are the codes of the refusal.</summary>
public enum KeyFlag
{
    /// <summary>In an address, which stands in logs, histories and bookmarks.</summary>
    KeyInUrl,

    /// <summary>Over http from another machine: readable on the way.</summary>
    PlainHttp,
}
