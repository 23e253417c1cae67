using System.Xml.Linq;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.DataProtection.KeyManagement;
using Microsoft.AspNetCore.DataProtection.Repositories;
using Sallyport.Core.Common;
using Sallyport.Storage;

namespace Sallyport.Server.Web;

/// <summary>Makes the one key of the ring under a fixed name, so that of nodes that start together on an empty database one wins and all use the same.</summary>
public static class FirstKey
{
    private const string Name = "ring-1";

    // It never leaves the database unsealed and protects nothing that lives longer than a form; its end is `sallyport keys rotate`.
    private static readonly TimeSpan Life = TimeSpan.FromDays(36_500);

    public static async Task Ensure(Database database, DateTimeOffset now)
    {
        if ((await database.Read(tx => tx.KeyRing.All())).Count > 0)
            return;
        var xml = Make(now).ToString(SaveOptions.DisableFormatting);
        await database.Write(Caller.OfSystem(Name), tx => tx.KeyRing.Add(Name, System.Text.Encoding.UTF8.GetBytes(xml), now));
    }

    private static XElement Make(DateTimeOffset now)
    {
        var memory = new InMemory();
        using var services = new ServiceCollection()
            .AddLogging()
            .AddDataProtection()
            .AddKeyManagementOptions(o => o.XmlRepository = memory)
            .Services.BuildServiceProvider();
        services.GetRequiredService<IKeyManager>().CreateNewKey(now.AddDays(-1), now + Life);
        return memory.Element!;
    }

    private sealed class InMemory : IXmlRepository
    {
        public XElement? Element { get; private set; }

        public IReadOnlyCollection<XElement> GetAllElements() => [];

        public void StoreElement(XElement element, string friendlyName) => Element = element;
    }
}
