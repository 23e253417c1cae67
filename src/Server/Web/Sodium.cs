using System.Runtime.InteropServices;
using Sallyport.Core.SecurityKeys;

namespace Sallyport.Server.Web;

/// <summary>The functions taken from libsodium, where the machine has it. Looked for once.</summary>
internal sealed class Sodium
{
    /// <summary>Debian's and Fedora's names (interface versions; the functions below are the same in both), then the system's default.</summary>
    private static readonly string[] Names = ["libsodium.so.23", "libsodium.so.26", "libsodium"];
    private static readonly Lazy<Sodium?> Found = new(Find);

    private readonly CheckSignatureFunction checkSignature;

    private Sodium(nint library)
    {
        HashText = Function<HashTextFunction>(library, "crypto_pwhash_str_alg");
        CheckText = Function<CheckTextFunction>(library, "crypto_pwhash_str_verify");
        NeedsRehash = Function<NeedsRehashFunction>(library, "crypto_pwhash_str_needs_rehash");
        checkSignature = Function<CheckSignatureFunction>(library, "crypto_sign_ed25519_verify_detached");
    }

    public static Sodium? OfThisMachine => Found.Value;

    /// <summary>Null where the library is missing: keys of that kind are then neither offered nor accepted.</summary>
    public static Ed25519Check? Ed25519 => OfThisMachine is { } sodium ? sodium.HasSigned : null;

    public HashTextFunction HashText { get; }
    public CheckTextFunction CheckText { get; }
    public NeedsRehashFunction NeedsRehash { get; }

    /// <summary>Writes 128 bytes; 0 is success, anything else too little memory.</summary>
    [UnmanagedFunctionPointer(CallingConvention.Cdecl)]
    public delegate int HashTextFunction(byte[] text, byte[] password, ulong length, ulong passes, nuint memory, int algorithm);

    /// <summary>The text ends in a zero byte; 0 is right.</summary>
    [UnmanagedFunctionPointer(CallingConvention.Cdecl)]
    public delegate int CheckTextFunction(byte[] text, byte[] password, ulong length);

    /// <summary>The text ends in a zero byte; 0 is "made with these numbers".</summary>
    [UnmanagedFunctionPointer(CallingConvention.Cdecl)]
    public delegate int NeedsRehashFunction(byte[] text, ulong passes, nuint memory);

    [UnmanagedFunctionPointer(CallingConvention.Cdecl)]
    private delegate int StartFunction();

    /// <summary>64 bytes of signature, 32 of key; 0 is right. Points of small order are refused by the library.</summary>
    [UnmanagedFunctionPointer(CallingConvention.Cdecl)]
    private delegate int CheckSignatureFunction(byte[] signature, byte[] message, ulong length, byte[] publicKey);

    private bool HasSigned(ReadOnlySpan<byte> publicKey, ReadOnlySpan<byte> message, ReadOnlySpan<byte> signature) =>
        publicKey.Length == 32
        && signature.Length == 64
        && checkSignature(signature.ToArray(), message.ToArray(), (ulong)message.Length, publicKey.ToArray()) == 0;

    private static Sodium? Find()
    {
        foreach (var name in Names)
            if (NativeLibrary.TryLoad(name, out var library) && Function<StartFunction>(library, "sodium_init")() >= 0)
                return new Sodium(library);
        return null;
    }

    private static T Function<T>(nint library, string name)
        where T : Delegate => Marshal.GetDelegateForFunctionPointer<T>(NativeLibrary.GetExport(library, name));
}
