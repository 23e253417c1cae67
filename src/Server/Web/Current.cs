using Sallyport.Core.Accounts;
using Sallyport.Core.ApiKeys;
using Sallyport.Core.Common;

namespace Sallyport.Server.Web;

/// <summary>What the request knows of who sent it. Filled once by authentication, read by pages and the layout.</summary>
public sealed class Current(IHttpContextAccessor accessor)
{
    private static readonly object Key = new();

    private HttpContext Context => accessor.HttpContext ?? throw new InvalidOperationException("There is no request.");

    /// <summary>Null where nobody is signed in.</summary>
    public SignedIn? Person
    {
        get => Context.Items[Key] as SignedIn;
        set => Context.Items[Key] = value;
    }

    /// <summary>The person, on a page whose guard lets nobody else in.</summary>
    public SignedIn Signed =>
        Person ?? throw new InvalidOperationException("The page's guard should have turned this request away.");

    public Caller Caller => Person?.Caller ?? Caller.Anonymous(Origin);

    public Origin Origin => OriginAt(Door.Portal);

    /// <summary>Where the request comes from, at another door than the portal's.</summary>
    public Origin OriginAt(Door door) =>
        new(
            door,
            Context.Connection.RemoteIpAddress?.ToString() ?? "",
            // A program that mistakes one header for another has its key kept nowhere.
            ApiKeyText.Masked(Context.Request.Headers.UserAgent.ToString()),
            Context.TraceIdentifier
        );

    /// <summary>The host name by which the person came, without the port.</summary>
    public string Host => HostOf(Context.Request);

    /// <summary>As browsers and our tables write it: with A-labels, where the framework puts the letters that they stand for.</summary>
    public static string HostOf(HttpRequest request) => HostName.Canonical(request.Host.Host) ?? request.Host.Host;
}
