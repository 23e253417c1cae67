namespace Sallyport.Core.SecurityKeys;

/// <summary>6.5.4: authenticator data, and what the authenticator's maker says to it.</summary>
public sealed record AttestationObject(string Format, CborMap Statement, byte[] AuthenticatorData)
{
    public static AttestationObject? Parse(byte[] bytes) =>
        Cbor.ReadOne(bytes) is CborMap map
        && map.Text("fmt") is { } format
        && map.Map("attStmt") is { } statement
        && map.Bytes("authData") is { } authenticatorData
            ? new AttestationObject(format, statement, authenticatorData)
            : null;
}
