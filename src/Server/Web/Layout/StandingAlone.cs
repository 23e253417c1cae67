using System.Security.Cryptography;
using System.Text;

namespace Sallyport.Server.Web.Layout;

/// <summary>What pages bring along on the host of an application, where nothing of Sallyport's is routed but <see cref="Folder"/>: their style stands in them.</summary>
public static class StandingAlone
{
    /// <summary>Where Sallyport answers on the hosts of applications.</summary>
    public const string Folder = "/.sallyport";

    public const string Style =
        "body{font:1rem/1.55 system-ui,sans-serif;margin:0}main{max-width:27rem;margin:12vh auto;padding:0 1.5rem}h1{font-size:1.75rem;line-height:1.25}";

    /// <summary>This one style by its digest, and nothing else.</summary>
    public static string ContentSecurityPolicy { get; } =
        $"default-src 'none'; style-src 'sha256-{Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(Style)))}'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";
}
