using System.Globalization;

namespace Sallyport.Server.Web.Requests;

/// <summary>Tells whoever found a weakness whom to write to (RFC 9116).</summary>
internal static class SecurityTxt
{
    // The file has to say until when it holds, and a reader may keep it for so long; the standard recommends less than a year.
    private const int DaysItHolds = 180;

    public static void MapSecurityTxt(this IEndpointRouteBuilder routes) =>
        routes.MapGet("/.well-known/security.txt", Write).AllowAnonymous();

    private static IResult Write(Settings settings, TimeProvider clock) =>
        settings.SecurityContact is { } contact
            ? Results.Text(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"""
                    Contact: {contact.AbsoluteUri}
                    Expires: {clock.GetUtcNow().AddDays(DaysItHolds).UtcDateTime:yyyy-MM-dd'T'00:00:00'Z'}
                    Preferred-Languages: {string.Join(", ", WebModule.Languages)}
                    Canonical: {new Uri(settings.PublicUrl, "/.well-known/security.txt")}

                    """
                ),
                "text/plain; charset=utf-8"
            )
            : Results.NotFound();
}
