using System.Text;
using System.Xml.Linq;
using Microsoft.AspNetCore.DataProtection.Repositories;
using Sallyport.Core.Common;
using Sallyport.Storage;

namespace Sallyport.Server.Web;

/// <summary>Keeps the framework's key ring in our database, sealed with our key. It protects antiforgery tokens alone.</summary>
public sealed class KeyRingStore(Database database) : IXmlRepository
{
    public IReadOnlyCollection<XElement> GetAllElements() =>
        [.. Wait(database.Read(tx => tx.KeyRing.All())).Select(xml => XElement.Parse(Encoding.UTF8.GetString(xml)))];

    public void StoreElement(XElement element, string friendlyName) =>
        Wait(
            database.Write(
                Caller.OfSystem(friendlyName),
                tx =>
                    tx.KeyRing.Add(friendlyName, Encoding.UTF8.GetBytes(element.ToString(SaveOptions.DisableFormatting)), tx.Now)
            )
        );

    // The framework asks in its own thread, at start and once a day.
    private static T Wait<T>(Task<T> task) => task.ConfigureAwait(false).GetAwaiter().GetResult();
}
