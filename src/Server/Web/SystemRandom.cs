using System.Security.Cryptography;
using Sallyport.Core.Common;

namespace Sallyport.Server.Web;

/// <summary>The operating system's randomness.</summary>
public sealed class SystemRandom : RandomSource
{
    public override void Fill(Span<byte> bytes) => RandomNumberGenerator.Fill(bytes);
}
