using Sallyport.Core.Accounts;
using Sallyport.Core.SignIn;
using Sallyport.Server.Web;
using Sallyport.Storage;

namespace Sallyport.Server.SignIn;

/// <summary>Where a person goes after sign-in: a path of this installation, or by way of one to a registered application (SIGN-8).</summary>
public sealed class FindReturn(Database database, Settings settings)
{
    private const string WayToApplications = "/auth/go?to=";

    /// <param name="typed">As it stands in the address of the sign-in page.</param>
    /// <param name="cancel">Stops waiting for the database.</param>
    public async Task<string> PathOf(string? typed, CancellationToken cancel) =>
        ApplicationAddress.Read(typed) is { } address
        && await database.Read(tx => tx.Applications.FindByHost(address.Host.Name), cancel) is { } application
        && application.Admits(address, allowsPlainHttp: !settings.IsHttps)
            ? ReturnAddress.OrHome(PathTo(address))
            : ReturnAddress.OrHome(typed);

    /// <summary>The path by which this installation leads to a page of an application.</summary>
    public static string PathTo(ApplicationAddress address) => WayToApplications + Uri.EscapeDataString(address.ToString());
}
