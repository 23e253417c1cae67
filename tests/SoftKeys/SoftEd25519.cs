using System.Runtime.InteropServices;

namespace Sallyport.Tests;

/// <summary>Ed25519 by libsodium, to sign and to check with. Tests that need it are skipped where the library is missing.</summary>
internal static class SoftEd25519
{
    private static readonly Lazy<nint?> Library = new(Find);

    public static bool IsHere => Library.Value is not null;

    public static bool Check(ReadOnlySpan<byte> publicKey, ReadOnlySpan<byte> message, ReadOnlySpan<byte> signature) =>
        signature.Length == 64
        && Function<CheckFunction>("crypto_sign_ed25519_verify_detached")(
            signature.ToArray(),
            message.ToArray(),
            (ulong)message.Length,
            publicKey.ToArray()
        ) == 0;

    public static (byte[] Public, byte[] Secret) Pair(byte[] seed)
    {
        var (publicKey, secret) = (new byte[32], new byte[64]);
        _ = Function<PairFunction>("crypto_sign_ed25519_seed_keypair")(publicKey, secret, seed);
        return (publicKey, secret);
    }

    public static byte[] Sign(byte[] secret, byte[] message)
    {
        var signature = new byte[64];
        _ = Function<SignFunction>("crypto_sign_ed25519_detached")(signature, 0, message, (ulong)message.Length, secret);
        return signature;
    }

    [UnmanagedFunctionPointer(CallingConvention.Cdecl)]
    private delegate int CheckFunction(byte[] signature, byte[] message, ulong length, byte[] publicKey);

    [UnmanagedFunctionPointer(CallingConvention.Cdecl)]
    private delegate int PairFunction(byte[] publicKey, byte[] secret, byte[] seed);

    [UnmanagedFunctionPointer(CallingConvention.Cdecl)]
    private delegate int SignFunction(byte[] signature, nint length, byte[] message, ulong messageLength, byte[] secret);

    private static nint? Find()
    {
        foreach (var name in new[] { "libsodium.so.23", "libsodium.so.26", "libsodium" })
            if (NativeLibrary.TryLoad(name, out var library))
                return library;
        return null;
    }

    private static T Function<T>(string name)
        where T : Delegate => Marshal.GetDelegateForFunctionPointer<T>(NativeLibrary.GetExport(Library.Value!.Value, name));
}
