namespace Sallyport.Core.SecurityKeys;

/// <summary>The signature algorithms that keys may have, by their number in the IANA COSE registry; best first.</summary>
public enum CoseAlgorithm
{
    EdDsa = -8,
    Es256 = -7,
    Es384 = -35,
    Es512 = -36,
    Rs256 = -257,
}
