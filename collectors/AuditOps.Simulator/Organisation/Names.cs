namespace AuditOps.Simulator.Organisation;

/// <summary>Made-up parts of people, firms, sites and documents.</summary>
internal static class Names
{
    public static readonly string[] Given =
    [
        "Ada", "Bela", "Carla", "Dario", "Edda", "Farid", "Gesa", "Hamid", "Ilka", "Jonas", "Kira", "Luca", "Mira", "Nils", "Odile", "Pavel", "Quinn", "Rosa", "Sven", "Tilda",
        "Ugo", "Vera", "Wim", "Xenia", "Yuri", "Zora", "Anouk", "Bruno", "Celia", "Demir", "Elin", "Fiona", "Goran", "Hedda", "Ivo", "Jana", "Kofi", "Lena", "Malik", "Nora",
    ];

    public static readonly string[] Surname =
    [
        "Abelstein", "Brackwater", "Corvendahl", "Dunmarsh", "Ellerby", "Fennwick", "Garrowind", "Hollgrave", "Ironbrook", "Jasperling", "Kestermann", "Lindqvale", "Morrowell",
        "Nethercott", "Oakhollow", "Pellandri", "Quillaby", "Rosenthorn", "Silvermoor", "Tannhauer", "Underhay", "Valdrini", "Westerholm", "Yarrowby", "Zellweck", "Ashbourn",
        "Birkenfeld", "Castellmont", "Drachwald", "Eichendorp", "Falkenrath", "Grenzbach", "Harrowgate", "Inselberg", "Jorvinen", "Klippstein", "Lautrevel", "Mirabeck",
    ];

    public static readonly string[] Company =
    [
        "northbay", "alderworks", "ferrumline", "cloudmeadow", "quartzhaven", "brightforge", "lumenpark", "tidewell", "granitefox", "papermill", "skylark", "oakandiron", "bluequay", "redfern", "stonearch", "windhollow",
    ];

    public static readonly string[] Department = ["Sales", "Finance", "Engineering", "Operations", "Marketing", "Legal", "People", "IT", "Support", "Procurement"];

    public static readonly string[] Title = ["Specialist", "Manager", "Analyst", "Lead", "Coordinator", "Director", "Assistant", "Engineer"];

    public static readonly string[] Site = ["Projects", "Finance", "Contracts", "Handbook", "Launch", "Quality", "Board", "Customers", "Suppliers", "Facilities", "Training", "Archive"];

    public static readonly string[] Folder = ["Shared Documents", "Shared Documents/2026", "Shared Documents/Drafts", "Shared Documents/Reports", "Shared Documents/Templates", "Documents"];

    public static readonly string[] Document =
    [
        "Quarterly plan", "Budget", "Offer", "Minutes", "Roadmap", "Price list", "Contract", "Onboarding", "Inventory", "Forecast", "Checklist", "Risk register", "Invoice", "Travel costs", "Org chart", "Release notes",
    ];

    public static readonly string[] Extension = ["docx", "xlsx", "pptx", "pdf", "txt", "png", "csv", "vsdx"];

    public static readonly string[] Subject = ["Minutes of today", "Offer for review", "Next steps", "Lunch on Friday?", "Numbers for the board", "Re: delivery", "Question on the contract", "Holiday plan", "Re: invoice", "Welcome aboard"];

    public static readonly string[] Service = ["Backup Gateway", "Payroll Bridge", "Ticket Sync", "Build Runner", "Mail Archiver", "Inventory Feed", "Badge Reader", "Report Mailer"];

    public static readonly string[] Project = ["Atlas", "Beacon", "Cedar", "Delta", "Ember", "Falcon", "Glacier", "Harbor", "Iris", "Juniper", "Keystone", "Lantern"];
}
