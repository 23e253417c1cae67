namespace Sallyport.Core.SecurityKeys;

/// <summary>What the browser answered to <c>navigator.credentials.get()</c>; no user handle where the authenticator does not keep whose key it is.</summary>
public sealed record AssertionResponse(
    byte[] CredentialId,
    byte[] ClientDataJson,
    byte[] AuthenticatorData,
    byte[] Signature,
    byte[]? UserHandle
)
{
    /// <summary>Reads <c>PublicKeyCredential.toJSON()</c> (5.1.9); null where it is none.</summary>
    public static AssertionResponse? Parse(string json) =>
        BrowserCredential.Parse(json) is { } credential ? Parse(credential) : null;

    private static AssertionResponse? Parse(BrowserCredential credential)
    {
        var handle = BrowserJson.Bytes(credential.Response, "userHandle");
        return
            (handle is not null || !BrowserJson.Has(credential.Response, "userHandle"))
            && BrowserJson.Bytes(credential.Response, "clientDataJSON") is { } clientData
            && BrowserJson.Bytes(credential.Response, "authenticatorData") is { } authenticatorData
            && BrowserJson.Bytes(credential.Response, "signature") is { } signature
            ? new AssertionResponse(
                credential.Id,
                clientData,
                authenticatorData,
                signature,
                handle is { Length: 0 } ? null : handle
            )
            : null;
    }
}
